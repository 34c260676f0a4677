package dev.iota.core.api;

import java.time.Instant;

/** Temporary credentials for the miner's inbox and the event queue. Never printed. */
public record QueueCredentials(String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
    @Override
    public String toString() {
        return "QueueCredentials[expires=" + expires + "]";
    }
}
