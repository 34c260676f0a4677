package dev.iota.cloud;

import dev.iota.core.identity.Hotkey;
import java.time.Instant;
import java.util.List;

/**
 * A miner was told to upload its stage.
 *
 * @param stage that is uploaded
 * @param epoch of the run
 * @param lease names the order; its answer carries it
 * @param hotkey of the miner
 * @param registration of the miner that the order went to
 * @param asOf microbatches that had started when the upload was asked for
 * @param until the answer counts as lost after this time
 * @param bytes of each part
 * @param keys of the parts
 */
public record UploadOrder(
        int stage,
        int epoch,
        String lease,
        Hotkey hotkey,
        long registration,
        long asOf,
        Instant until,
        List<Long> bytes,
        List<String> keys) {
    public UploadOrder {
        bytes = List.copyOf(bytes);
        keys = List.copyOf(keys);
    }
}
