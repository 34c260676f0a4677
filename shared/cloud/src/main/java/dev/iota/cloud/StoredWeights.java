package dev.iota.cloud;

import dev.iota.core.identity.Hotkey;
import java.util.List;

/**
 * Published weights of a stage.
 *
 * @param epoch that they were uploaded in
 * @param steps of that epoch that they went through
 * @param hotkey of the miner that uploaded them
 * @param lease of the upload
 * @param parts the objects, in order
 */
public record StoredWeights(int epoch, int steps, Hotkey hotkey, String lease, List<StoredPart> parts) {
    public StoredWeights {
        parts = List.copyOf(parts);
    }
}
