;; Nearness of rows of bits to a query, counted in bits that differ.
(module
  (memory (export "memory") 1)
  ;; Writes the distance of each row, and adds one to `counts[distance]` for it. A row has `width` bytes, a multiple of 16 and at
  ;; most 496: each of 16 counters takes eight bits at a time, and holds 255.
  (func (export "measure")
    (param $row i32) (param $rows i32) (param $width i32) (param $query i32) (param $distance i32) (param $counts i32)
    (local $end i32) (local $at i32) (local $sum v128) (local $bits i32)
    (loop $next
      (local.set $end (i32.add (local.get $row) (local.get $width)))
      (local.set $at (local.get $query))
      (local.set $sum (v128.const i64x2 0 0))
      (loop $more
        (local.set $sum (i8x16.add (local.get $sum)
          (i8x16.popcnt (v128.xor (v128.load (local.get $row)) (v128.load (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $more (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 16))) (local.get $end))))
      (local.set $sum (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $sum))))
      (local.set $sum (i32x4.add (local.get $sum)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $sum) (local.get $sum))))
      (local.set $bits (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum))))
      (i32.store16 (local.get $distance) (local.get $bits))
      (local.set $distance (i32.add (local.get $distance) (i32.const 2)))
      (local.set $at (i32.add (local.get $counts) (i32.shl (local.get $bits) (i32.const 2))))
      (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
      (br_if $next (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))
  ;; Writes which of `rows` distances, read eight at a time, are `bound` or less. Returns how many.
  (func (export "pick")
    (param $distance i32) (param $rows i32) (param $bound i32) (param $picked i32) (result i32)
    (local $row i32) (local $last i32) (local $first i32)
    (local.set $first (local.get $picked))
    (loop $next
      (if (v128.any_true (i16x8.le_u
            (v128.load (i32.add (local.get $distance) (i32.shl (local.get $row) (i32.const 1))))
            (i16x8.splat (local.get $bound))))
        (then
          (local.set $last (i32.add (local.get $row) (i32.const 8)))
          (if (i32.gt_u (local.get $last) (local.get $rows)) (then (local.set $last (local.get $rows))))
          (loop $one
            (if (i32.le_u
                  (i32.load16_u (i32.add (local.get $distance) (i32.shl (local.get $row) (i32.const 1))))
                  (local.get $bound))
              (then
                (i32.store16 (local.get $picked) (local.get $row))
                (local.set $picked (i32.add (local.get $picked) (i32.const 2)))))
            (br_if $one (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $last)))))
        (else (local.set $row (i32.add (local.get $row) (i32.const 8)))))
      (br_if $next (i32.lt_u (local.get $row) (local.get $rows))))
    (i32.shr_u (i32.sub (local.get $picked) (local.get $first)) (i32.const 1))))
