package dev.iota.local.runner.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.EpochStatus;
import dev.iota.core.epoch.EpochFigures;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.core.wire.MergeTraffic;
import dev.iota.local.cost.Use;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run did, from its start over all its resumptions; written as JSON under these names. Losses and entropy in
 * nats per token. A value that could not be measured is null.
 *
 * @param outcome how the last session of the run ended
 * @param warnings what should have happened in it and did not, one sentence each
 * @param seconds of training: from the first lease to the last gradient, summed over the resumptions
 * @param tokens trained on: those of the completed microbatches
 * @param steps optimiser steps of the stage that made the fewest, a miner's share of them where a stage has several
 * @param lossFirst mean over the first completed microbatches, as many as a step of the whole swarm has
 * @param lossLast mean over as many at the end
 * @param heldOutLoss of the final weights on tokens that were never trained on
 * @param unigramEntropy of the same tokens under the token frequencies of the training text
 * @param microbatchesStarted all; those that were completed, in flight at the stop, or lost
 * @param microbatchesRedone data positions that had to start again, because what had been learned from them was
 *     lost with a miner
 * @param hops tensors that crossed a stage boundary
 * @param bytesPerHop payload of one such tensor
 * @param compression bytes of the full-width tensor in the wire's element type over {@code bytesPerHop}
 * @param redispatches leases that were given because an earlier one of the same hop came to nothing
 * @param epochs that were published
 * @param audits what validators said of samples of the work, over all resumptions
 * @param auditSecondsPerMinerSecond seconds that validators computed for each second of the miners' hops that they
 *     computed again; null if they computed none
 * @param evidenceBytesPerMicrobatch bytes that were kept for audits, for each completed microbatch; null without one
 * @param maxRssMinute2 largest resident bytes of each process in the second minute of training; null below two minutes
 * @param maxRssLastMinute the same in the last minute
 * @param secondsToFirstLoss from the start of the command to the first loss
 * @param calls of services; null if they were not counted
 * @param checkpoint folder of the final weights; null if the session made none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Report(
        RunOutcome outcome,
        List<String> warnings,
        double seconds,
        long tokens,
        double tokensPerSecond,
        long steps,
        @Nullable Double lossFirst,
        @Nullable Double lossLast,
        @Nullable Double heldOutLoss,
        double unigramEntropy,
        long microbatchesStarted,
        long microbatchesCompleted,
        long microbatchesInFlightAtStop,
        long microbatchesRedone,
        long microbatchesLost,
        long hops,
        long bytesPerHop,
        double compression,
        long redispatches,
        List<Miner> miners,
        List<Epoch> epochs,
        Audits audits,
        @Nullable Double auditSecondsPerMinerSecond,
        @Nullable Double evidenceBytesPerMicrobatch,
        @Nullable Map<String, Long> maxRssMinute2,
        @Nullable Map<String, Long> maxRssLastMinute,
        @Nullable Double secondsToFirstLoss,
        @Nullable Calls calls,
        @Nullable String checkpoint) {

    /**
     * What the run asked of services, over all resumptions; {@code ./iota cost} says more.
     *
     * @param requests by service
     * @param perMicrobatch hops, leases, steps, heartbeats and audits, for each completed microbatch
     * @param dollarsPerBillionTokens in AWS, without merges and what leaves S3
     */
    public record Calls(Map<String, Long> requests, Use perMicrobatch, double dollarsPerBillionTokens) {
        public Calls {
            requests = Map.copyOf(requests);
        }
    }

    /**
     * One miner's part.
     *
     * @param forwards hops forward that were accepted
     * @param backwards hops backward that were accepted
     * @param utilisation share of {@code seconds} that its device was busy
     * @param secondsBusy of its device with accepted hops
     */
    public record Miner(
            Hotkey hotkey, int stage, long forwards, long backwards, double utilisation, double secondsBusy) {}

    /**
     * What became of the audits that were drawn; see docs/trust.md.
     *
     * @param open not decided when the run ended
     * @param confirmed against a miner
     * @param disputed of those that are decided: validators did not agree
     * @param lapsed nobody decided them in time
     */
    public record Audits(long drawn, long open, long passed, long confirmed, long disputed, long lapsed) {
        static Audits of(AuditCounts counts) {
            return new Audits(
                    counts.drawn(),
                    counts.open(),
                    counts.passed(),
                    counts.confirmed(),
                    counts.disputed(),
                    counts.lapsed());
        }
    }

    /**
     * How one epoch was merged: see {@link dev.iota.core.api.EpochStatus} and {@link EpochFigures}.
     *
     * @param shardsLost that kept their old values
     * @param mergeBytesUp written by all miners, as they counted it; those of a process that ended before are missing
     * @param mergeBytesDown read by all miners, in the same way
     * @param traffic the same, by what it was
     * @param redone data positions that had to start again
     */
    public record Epoch(
            int epoch,
            double mergeSeconds,
            int shards,
            int shardsAgreed,
            int shardsReleased,
            int shardsByMergeFunction,
            int shardsLost,
            int blocksRecomputed,
            List<Excluded> excluded,
            long mergeBytesUp,
            long mergeBytesDown,
            MergeTraffic traffic,
            long effectiveBatch,
            long redone) {

        static Epoch of(EpochStatus status, MergeTraffic traffic) {
            var figures = status.figures();
            return new Epoch(
                    status.epoch(),
                    status.mergeSeconds(),
                    figures.shards(),
                    figures.shardsAgreed(),
                    figures.shardsReleased(),
                    figures.shardsByMergeFunction(),
                    figures.shardsLost(),
                    figures.blocksRecomputed(),
                    figures.excluded(),
                    traffic.total().up(),
                    traffic.total().down(),
                    traffic,
                    figures.effectiveBatch(),
                    status.redone());
        }
    }

    public Report {
        warnings = List.copyOf(warnings);
        miners = List.copyOf(miners);
        epochs = List.copyOf(epochs);
    }
}
