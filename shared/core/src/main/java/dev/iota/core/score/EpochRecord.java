package dev.iota.core.score;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.List;

/**
 * What is on record about an epoch besides the receipts of its stages: a document.
 *
 * @param published when the run went on from it
 * @param failed whose audits failed, confirmed; in hotkey order
 */
public record EpochRecord(String run, int epoch, Instant published, List<Failed> failed) {

    /**
     * A miner that was found out.
     *
     * @param audits of its work of the epoch that failed and were confirmed
     */
    public record Failed(Hotkey hotkey, int audits) {
        public Failed {
            require(audits > 0, "%s has %d failed audits; who has none is not named", hotkey, audits);
        }
    }

    public EpochRecord {
        failed = List.copyOf(failed);
        for (var i = 1; i < failed.size(); i++) {
            require(
                    failed.get(i - 1).hotkey().compareTo(failed.get(i).hotkey()) < 0,
                    "%s stands behind %s among the failed; miners must stand in hotkey order, each once",
                    failed.get(i).hotkey(),
                    failed.get(i - 1).hotkey());
        }
    }

    /**
     * Reads the canonical JSON.
     *
     * @throws dev.iota.core.base.MalformedException if the text is anything else, or contradicts itself
     */
    public static EpochRecord read(String text) {
        return Canonical.read(text, EpochRecord.class);
    }

    public String write() {
        return Json.write(this);
    }
}
