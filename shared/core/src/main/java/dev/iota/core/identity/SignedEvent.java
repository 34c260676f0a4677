package dev.iota.core.identity;

import dev.iota.core.wire.Event;
import dev.iota.core.wire.Json;
import dev.iota.core.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An event with its author's signature, as it stands on the event queue. The signature covers the exact text of the event, and so
 * everything that its idempotency key consists of; there is no time window and no nonce, since a queue may deliver late and twice.
 *
 * @param event the JSON of an {@link Event}
 * @param signature base64 of Ed25519("iota-event-1\n" ‖ event)
 */
public record SignedEvent(Hotkey hotkey, String event, String signature) {
    private static final String DOMAIN = "iota-event-1\n";

    public static SignedEvent sign(KeyPair keys, Event event) {
        var text = Json.write(event);
        return new SignedEvent(keys.hotkey(), text, Base64.getEncoder().encodeToString(keys.sign(message(text))));
    }

    /**
     * The event, if its signature is right.
     *
     * @throws MalformedException if the text is too long, is no event, or was not signed by {@code hotkey}
     */
    public Event verified() {
        if (event.length() > Event.MAX_BYTES) {
            throw new MalformedException(
                    "an event of %d characters; at most %d".formatted(event.length(), Event.MAX_BYTES));
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(signature);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the signature is no base64", e);
        }
        if (!KeyPair.verify(hotkey, message(event), bytes)) {
            throw new MalformedException("the signature is not one of %s over this event".formatted(hotkey));
        }
        return Json.read(event, Event.class);
    }

    private static byte[] message(String event) {
        return (DOMAIN + event).getBytes(StandardCharsets.UTF_8);
    }
}
