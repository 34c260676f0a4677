package dev.iota.core.run;

import static dev.iota.core.base.InvalidSpecException.require;

import dev.iota.core.base.Sha256;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything that defines a run; fixed at its start but for the number of its epochs and the learning rate that its
 * operator may change between two epochs, the same for orchestrator, miners and validators.
 *
 * @param run its name; part of the name of every resource
 * @param seed of the initial weights, the data order and everything else that is drawn
 * @param model the shape of the model and its stages
 * @param training how it is trained
 * @param leases time limits of the work that is handed out
 * @param rescueBound largest relative L2 difference between a recomputed stage output and the stored one at which a
 *     rescued backward still counts
 * @param refusals after so many refusals of its hops a microbatch is given up
 * @param indexShards partitions that feeds, counters and index keys are spread over: 1 suits a run of a hundred hops a
 *     second, 128 one of ten thousand
 * @param epochs what an epoch is, and how it is merged
 * @param limits how much one caller may do, and what wasted work costs it
 * @param audits how much of the work validators do again
 * @param scores what the work of miners is worth
 * @param data SHA-256 of the text of the {@link dev.iota.core.data.DataManifest}, and so of every token that may be
 *     handed out; none before the run is made
 */
public record RunSpec(
        String run,
        long seed,
        ModelSpec model,
        TrainingSpec training,
        LeaseSpec leases,
        double rescueBound,
        int refusals,
        int indexShards,
        EpochSpec epochs,
        LimitSpec limits,
        AuditSpec audits,
        ScoreSpec scores,
        Optional<String> data) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?");

    public RunSpec {
        require(
                NAME.matcher(run).matches(),
                "run is '%s'; wanted 1 to 20 lower-case letters, digits and inner hyphens,"
                        + " since it is part of a bucket's name",
                run);
        require(rescueBound > 0, "rescueBound is %s; it must be positive", rescueBound);
        require(refusals > 0, "refusals is %d; it must be positive", refusals);
        require(indexShards > 0 && indexShards <= 128, "indexShards is %d; wanted 1 to 128", indexShards);
        data.ifPresent(hash -> Sha256.require(hash, "data"));
    }

    public static RunSpec of(String run, long seed, Preset preset, EpochSpec epochs) {
        return new RunSpec(
                run,
                seed,
                preset.model(),
                preset.training(),
                LeaseSpec.DEFAULT,
                0.5,
                5,
                1,
                epochs,
                LimitSpec.DEFAULT,
                AuditSpec.DEFAULT,
                ScoreSpec.DEFAULT,
                Optional.empty());
    }

    /** The same, cut into other epochs. */
    public RunSpec withEpochs(EpochSpec other) {
        return with(training, leases, other, audits, data);
    }

    /** The same with other time limits. */
    public RunSpec withLeases(LeaseSpec other) {
        return with(training, other, epochs, audits, data);
    }

    /** The same shape of the learning rate with another peak. */
    public RunSpec withLearningRate(double peak) {
        var other = training.withSchedule(training.schedule().withPeak(peak));
        return with(other, leases, epochs, audits, data);
    }

    /** The same with other audits. */
    public RunSpec withAudits(AuditSpec other) {
        return with(training, leases, epochs, other, data);
    }

    /**
     * The same over these data.
     *
     * @param sha256 of the text of their manifest
     * @throws dev.iota.core.base.InvalidSpecException if it is over others
     */
    public RunSpec withData(String sha256) {
        require(
                data.isEmpty() || data.get().equals(sha256),
                "the specification is of a run over data whose manifest has the SHA-256 %s, and that of these has %s;"
                        + " take the other data, or a specification whose 'data' is null",
                data.orElse(""),
                sha256);
        return with(training, leases, epochs, audits, Optional.of(sha256));
    }

    /** Whether both define the same run, whatever its operator may have changed of it since it began. */
    public boolean isSameRun(RunSpec other) {
        return unchangeable().equals(other.unchangeable());
    }

    private RunSpec unchangeable() {
        var steps = training.withSchedule(training.schedule().steps());
        return with(steps, leases, epochs.withCount(0), audits, data);
    }

    private RunSpec with(
            TrainingSpec steps, LeaseSpec times, EpochSpec cut, AuditSpec checks, Optional<String> tokens) {
        return new RunSpec(
                run,
                seed,
                model,
                steps,
                times,
                rescueBound,
                refusals,
                indexShards,
                cut,
                limits,
                checks,
                scores,
                tokens);
    }

    /** Bytes of the payload that crosses one boundary for one microbatch: B · T · channels · element. */
    public long boundaryBytes() {
        return (long) training.tokensPerMicrobatch()
                * model.boundaryWidth()
                * training.wire().bytes();
    }
}
