package dev.iota.orchestrator;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.Hotkey;

/** Who sent a request, proven by its signature, and what it says. */
record Caller(Hotkey hotkey, String body) {

    /** @throws RefusedException if the body is no {@code type} */
    <T> T read(Class<T> type) {
        try {
            return Json.read(body, type);
        } catch (MalformedException e) {
            throw RefusedException.malformed(String.valueOf(e.getMessage()));
        }
    }
}
