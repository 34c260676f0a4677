package dev.iota.orchestrator.http;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;

/** Who sent a request, proven by its signature, and what it says. */
public record ApiCaller(Hotkey hotkey, String body) {

    /** @throws ApiRefusedException if the body is no {@code type} */
    public <T> T read(Class<T> type) {
        try {
            return Json.read(body, type);
        } catch (MalformedException e) {
            throw ApiRefusedException.malformed(String.valueOf(e.getMessage()));
        }
    }
}
