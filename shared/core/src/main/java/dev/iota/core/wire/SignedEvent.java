package dev.iota.core.wire;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.ForgedException;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Utf8;

/**
 * An event with its author's signature, as it stands on the event queue. The signature covers the exact text of the
 * event, and so everything that its idempotency key consists of; there is no time window and no nonce, since a queue
 * may deliver late and twice.
 *
 * @param event the JSON of an {@link Event}
 * @param signature over "iota-event-1\n" ‖ event, as {@link KeyPair#signature} writes it
 */
public record SignedEvent(Hotkey hotkey, String event, String signature) {
    private static final String DOMAIN = "iota-event-1\n";

    public static SignedEvent sign(KeyPair keys, Event event) {
        var text = Json.write(event);
        return new SignedEvent(keys.hotkey(), text, keys.signature(message(text)));
    }

    /**
     * The event, if its signature is right.
     *
     * @throws ForgedException if it was not signed by {@code hotkey}
     * @throws MalformedException if the text is too long, or is no event
     */
    public Event verified() {
        if (event.length() > Event.MAX_BYTES) {
            throw new MalformedException(
                    "an event of %d characters; at most %d".formatted(event.length(), Event.MAX_BYTES));
        }
        if (!KeyPair.verify(hotkey, message(event), signature)) {
            throw new ForgedException("the signature is not one of %s over this event".formatted(hotkey));
        }
        return Json.read(event, Event.class);
    }

    private static byte[] message(String event) {
        return Utf8.bytes(DOMAIN + event);
    }
}
