// Loaded first into the processes of `npm start`: when the supervisor is gone, however it ended, they end too.
const PATIENCE_MS = 10_000;

// Node hands `--import` down to the processes that they fork, which have channels and orders of their own.
if (process.channel && Number(process.env.FEATUREPEDIA_PARENT) === process.ppid) {
  process.once("disconnect", () => {
    // As if asked to: whatever listens for it finishes what it has in hand.
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), PATIENCE_MS).unref();
  });
  // Listening for the end of the supervisor is no reason to keep running.
  process.channel.unref();
}
