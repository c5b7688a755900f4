// Sparse halves of a training step of a k-sparse autoencoder, one thread, float32.
//
// Active latents are kept as compressed rows: latents of token t are index[offset[t] … offset[t+1]).
// The dense product x · W_enc is torch's; everything after it touches only the few active latents of a token.
// Weights are [latents, d] row-major on both sides (the encoder is transposed), so every inner loop is contiguous.
// Built at first use by sparse_kernels.py.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

static inline float from_bfloat16(uint16_t bits) {
    uint32_t wide = uint32_t(bits) << 16;
    float value;
    std::memcpy(&value, &wide, 4);
    return value;
}

static inline float dot(const float* a, const float* b, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

static inline void add_scaled(float* target, const float* source, float scale, int n) {
    for (int i = 0; i < n; i++) target[i] += scale * source[i];
}

static constexpr int BLOCK = 16;

// Appends the latents whose pre-activation exceeds `threshold`. `latents` is a multiple of BLOCK.
static void collect_above(const float* row, int latents, float threshold, std::vector<std::pair<float, int>>& found) {
    found.clear();
    for (int start = 0; start < latents; start += BLOCK) {
        float largest = row[start];
        for (int i = 1; i < BLOCK; i++) largest = std::max(largest, row[start + i]);
        if (largest <= threshold) continue;
        for (int i = start; i < start + BLOCK; i++)
            if (row[i] > threshold) found.push_back({row[i], i});
    }
}

extern "C" {

// Selects per token the `k` largest positive pre-activations (k > 0), or all above `threshold` (k == 0).
// pre: bfloat16 [tokens, latents]. Returns the number of entries written; `index` holds at least `capacity`.
int64_t select_active(const uint16_t* pre, int tokens, int latents, int k, float threshold, int64_t capacity,
                      int64_t* offset, int32_t* index) {
    std::vector<float> row(latents);
    std::vector<std::pair<float, int>> found;
    float guess = 0;
    int64_t count = 0;
    offset[0] = 0;
    for (int t = 0; t < tokens; t++) {
        const uint16_t* bits = pre + int64_t(t) * latents;
        for (int i = 0; i < latents; i++) row[i] = from_bfloat16(bits[i]);
        if (k == 0) {
            collect_above(row.data(), latents, threshold, found);
        } else {
            collect_above(row.data(), latents, guess, found);
            if (int(found.size()) < k && guess > 0) collect_above(row.data(), latents, 0, found);
            if (int(found.size()) > k) {
                std::nth_element(found.begin(), found.begin() + (k - 1), found.end(), std::greater<>());
                found.resize(k);
                guess = 0.7f * found[k - 1].first;
            } else {
                guess = 0;
            }
        }
        for (auto& [value, latent] : found)
            if (count < capacity) index[count++] = latent;
        offset[t + 1] = count;
    }
    return count;
}

// value = relu(x · W_enc[i] + b_enc[i]) exactly; out = Σ value · W_dec[i] + b_dec.
void decode(const int64_t* offset, const int32_t* index, int tokens, int d_in, int d_out, const float* x,
            const float* encoder, const float* encoder_bias, const float* decoder, const float* decoder_bias,
            float* value, float* out) {
    for (int t = 0; t < tokens; t++) {
        float* row = out + int64_t(t) * d_out;
        std::memcpy(row, decoder_bias, sizeof(float) * d_out);
        for (int64_t e = offset[t]; e < offset[t + 1]; e++) {
            int64_t i = index[e];
            float pre = dot(x + int64_t(t) * d_in, encoder + i * d_in, d_in) + encoder_bias[i];
            value[e] = std::max(pre, 0.0f);
            add_scaled(row, decoder + i * d_out, value[e], d_out);
        }
    }
}

// Adds the gradients of both weights and of b_enc, given d loss / d out; counts firings.
void backward(const int64_t* offset, const int32_t* index, const float* value, int tokens, int d_in, int d_out,
              const float* x, const float* out_gradient, const float* decoder, float* encoder_gradient,
              float* encoder_bias_gradient, float* decoder_gradient, float* fired) {
    for (int t = 0; t < tokens; t++) {
        const float* gradient = out_gradient + int64_t(t) * d_out;
        for (int64_t e = offset[t]; e < offset[t + 1]; e++) {
            if (value[e] <= 0) continue;
            int64_t i = index[e];
            float value_gradient = dot(gradient, decoder + i * d_out, d_out);
            add_scaled(decoder_gradient + i * d_out, gradient, value[e], d_out);
            add_scaled(encoder_gradient + i * d_in, x + int64_t(t) * d_in, value_gradient, d_in);
            encoder_bias_gradient[i] += value_gradient;
            fired[i] += 1;
        }
    }
}
}
