package dev.iota.cloud.table;

import dev.iota.core.epoch.Epoch;
import dev.iota.core.epoch.EpochPart;
import dev.iota.core.epoch.HeldOutState;
import dev.iota.core.epoch.ShardState;
import dev.iota.core.epoch.StageMerge;
import dev.iota.core.epoch.TrafficState;
import dev.iota.core.epoch.UploadState;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.shard.ShardLedger.Round;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Where items of the {@link EpochTable} are. Keys sort as what they stand for.
 *
 * @param partition an epoch, or the list of all epochs
 * @param item within it
 */
public record EpochKey(String partition, String item) {
    /** Where the epochs themselves are. */
    static final String EPOCHS = "epochs";

    /** Where it is what miners moved. */
    static final String TRAFFIC = "traffic";

    /** Where it is what published weights lose on held-out tokens. */
    static final String HELD_OUT = "heldOut";

    /** Where a part of an epoch is. */
    static EpochKey of(EpochPart row) {
        return switch (row) {
            case Epoch item -> epoch(item.epoch());
            case StageMerge item -> stage(item.epoch(), item.stage());
            case UploadState item -> upload(item.epoch(), item.stage(), item.hotkey());
            case ShardState item ->
                shard(
                        item.epoch(),
                        item.stage(),
                        item.round(),
                        item.work().shard().index());
            case TrafficState item -> traffic(item.epoch(), item.hotkey());
            case HeldOutState item -> heldOut(item.epoch());
        };
    }

    static EpochKey epoch(int epoch) {
        return new EpochKey(EPOCHS, partition(epoch));
    }

    static EpochKey stage(int epoch, int stage) {
        return new EpochKey(partition(epoch), "stage#%d".formatted(stage));
    }

    static EpochKey upload(int epoch, int stage, Hotkey hotkey) {
        return new EpochKey(partition(epoch), uploads(stage) + hotkey);
    }

    static EpochKey shard(int epoch, int stage, Round round, int shard) {
        return new EpochKey(partition(epoch), shards(stage, round) + "%05d".formatted(shard));
    }

    static EpochKey traffic(int epoch, Hotkey hotkey) {
        return new EpochKey(TRAFFIC, "%s#%s".formatted(partition(epoch), hotkey));
    }

    static EpochKey heldOut(int epoch) {
        return new EpochKey(HELD_OUT, partition(epoch));
    }

    /** The counter of shards that are done. */
    static EpochKey done(int epoch, int stage, Round round) {
        return new EpochKey(partition(epoch), "done#%d#%s".formatted(stage, round));
    }

    static String partition(int epoch) {
        return "%06d".formatted(epoch);
    }

    /** What the items of all uploads of a stage begin with. */
    static String uploads(int stage) {
        return "upload#%d#".formatted(stage);
    }

    /** What the items of all shards of a round begin with. */
    static String shards(int stage, Round round) {
        return "%s#%d#".formatted(round.name().toLowerCase(Locale.ROOT), stage);
    }

    Map<String, AttributeValue> attributes() {
        return Map.of("epoch", Item.of(partition), "item", Item.of(item));
    }
}
