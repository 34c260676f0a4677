package dev.iota.local.runner.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the key file of an agent tells anybody: who it is. */
final class AgentKey {
    private AgentKey() {}

    /** Empty before the agent has made its key. */
    static Optional<Hotkey> hotkey(Path home) {
        try {
            var key = Json.read(Files.readString(home.resolve("key.json")), JsonNode.class);
            return Optional.of(new Hotkey(key.path("hotkey").asText()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
