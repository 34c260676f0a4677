package dev.iota.core.score;

import static dev.iota.core.base.Require.require;

import dev.iota.core.base.Canonical;
import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * The work of a stage in an epoch that was accepted and is contained in what was published: a document.
 *
 * @param miners in hotkey order
 */
public record StageReceipts(String run, int epoch, int stage, List<Work> miners) {

    /**
     * What was accepted of one miner.
     *
     * @param microbatches whose backwards it did; ascending
     */
    public record Work(Hotkey hotkey, List<Long> microbatches) {
        public Work {
            microbatches = List.copyOf(microbatches);
            require(!microbatches.isEmpty(), "%s stands in the receipts and has none", hotkey);
            for (var i = 1; i < microbatches.size(); i++) {
                require(
                        microbatches.get(i - 1) < microbatches.get(i),
                        "microbatch %d follows %d in the receipts of %s; they must ascend",
                        microbatches.get(i),
                        microbatches.get(i - 1),
                        hotkey);
            }
        }
    }

    public StageReceipts {
        miners = List.copyOf(miners);
        for (var i = 1; i < miners.size(); i++) {
            require(
                    miners.get(i - 1).hotkey().compareTo(miners.get(i).hotkey()) < 0,
                    "%s stands behind %s in the receipts; miners must stand in hotkey order, each once",
                    miners.get(i).hotkey(),
                    miners.get(i - 1).hotkey());
        }
    }

    /**
     * Reads the canonical JSON.
     *
     * @throws dev.iota.core.base.MalformedException if the text is anything else, or contradicts itself
     */
    public static StageReceipts read(String text) {
        return Canonical.read(text, StageReceipts.class);
    }

    public String write() {
        return Json.write(this);
    }

    public String sha256() {
        return Sha256.hex(write());
    }
}
