package dev.iota.core.epoch;

import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.upload.Manifest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@link StageTick} has to know of a stage, by the phase of its merge. */
public sealed interface StageFacts {
    /**
     * @param accepted miners whose upload was accepted
     * @param training live miners of the stage with an accepted backward pass in this epoch
     * @param moved when the objects moved last of one of those who announced an upload that is not there yet
     * @param contents of the accepted uploads, once they were asked for
     */
    record Collecting(
            Set<Hotkey> accepted, Set<Hotkey> training, Optional<Instant> moved, Optional<Contents> contents)
            implements StageFacts {
        public Collecting {
            accepted = Set.copyOf(accepted);
            training = Set.copyOf(training);
        }
    }

    /**
     * What the accepted uploads contain.
     *
     * @param manifests in hotkey order
     * @param acknowledged ids of each miner's backward passes that were accepted
     * @param secret of the epoch's plans, in hexadecimal
     */
    record Contents(List<Manifest> manifests, Map<Hotkey, Set<Long>> acknowledged, String secret) {
        public Contents {
            manifests = List.copyOf(manifests);
            acknowledged = Map.copyOf(acknowledged);
        }

        byte[] secretBytes() {
            return HexFormat.of().parseHex(secret);
        }
    }

    /**
     * @param shards of the current round, by index; none before they are made
     * @param live miners of the run that answer
     * @param published the state that the epoch started from
     */
    record InRound(List<ShardState> shards, Set<Hotkey> live, StageCheckpoint published) implements StageFacts {
        public InRound {
            shards = List.copyOf(shards);
            live = Set.copyOf(live);
        }
    }

    /** Nothing is decided any more; the state machine publishes. */
    record Ready() implements StageFacts {}
}
