package dev.iota.orchestrator.score;

import dev.iota.cloud.object.ObjectKeys;
import dev.iota.cloud.object.Objects;
import dev.iota.core.base.Sha256;
import dev.iota.core.epoch.StoredObject;
import dev.iota.core.score.StageReceipts;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Ledgers and receipts as objects. None is ever overwritten or removed. */
final class LedgerObjects {
    /** A hundred thousand miners with a line or two each. */
    private static final long MOST_BYTES = 1 << 26;

    private final Objects objects;

    LedgerObjects(Objects objects) {
        this.objects = objects;
    }

    boolean exists(int epoch) {
        return objects.length(ObjectKeys.ledger(epoch)).isPresent();
    }

    /** The text of a ledger; empty if it is not written yet. */
    Optional<String> ledger(int epoch) {
        return objects.read(ObjectKeys.ledger(epoch), MOST_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** Writes a ledger where there is none; false if there is one, which stays. */
    boolean write(int epoch, String text) {
        return objects.writeOnce(ObjectKeys.ledger(epoch), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Stores receipts; the same once more are the same object. */
    StoredObject write(StageReceipts receipts) {
        var bytes = receipts.write().getBytes(StandardCharsets.UTF_8);
        var sha256 = Sha256.hex(bytes);
        var key = ObjectKeys.receipts(receipts.epoch(), receipts.stage(), sha256);
        objects.writeOnce(key, bytes);
        return new StoredObject(key, bytes.length, sha256);
    }

    /** @throws IllegalStateException if the object is not what its name says */
    StageReceipts receipts(StoredObject object) {
        var bytes = objects.read(object.key(), object.bytes())
                .filter(read -> Sha256.hex(read).equals(object.sha256()))
                .orElseThrow(() -> new IllegalStateException(
                        "the receipts %s are not there, or not what their name says".formatted(object.key())));
        return StageReceipts.read(new String(bytes, StandardCharsets.UTF_8));
    }
}
