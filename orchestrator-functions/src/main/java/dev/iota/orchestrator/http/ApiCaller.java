package dev.iota.orchestrator.http;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;
import java.time.Instant;

/**
 * Who sent a request, proven by its signature, and what it says.
 *
 * @param signedAt when, by its own clock
 */
public record ApiCaller(Hotkey hotkey, Instant signedAt, String body) {

    /** @throws ApiRefusedException if the body is no {@code type} */
    public <T> T read(Class<T> type) {
        try {
            return Json.read(body, type);
        } catch (MalformedException e) {
            throw ApiRefusedException.malformed(String.valueOf(e.getMessage()));
        }
    }
}
