package dev.iota.local.runner;

import dev.iota.core.base.Json;
import dev.iota.core.run.AuditSpec;
import dev.iota.core.run.Preset;
import dev.iota.core.run.RunSpec;
import dev.iota.local.runner.folder.RunFile;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.MinerTools;
import java.util.concurrent.CountDownLatch;

/** What is there of a run before its cloud and its miners are. */
public final class RunPreparation {
    private static final AuditSpec LOCAL = AuditSpec.DEFAULT.withWatchedShare(0.5);

    private RunPreparation() {}

    /**
     * Tokenises, and writes down what the run is.
     *
     * @param run its name
     * @param stop ends the waiting early
     */
    public static RunFile prepare(
            RunFolder folder,
            MinerTools tools,
            TrainOptions options,
            String run,
            Preset preset,
            int minersPerStage,
            CountDownLatch stop)
            throws InterruptedException {
        var manifest = tools.tokenise(folder, options, preset, stop);
        var model = preset.model().withVocabulary(manifest.vocabulary());
        var seed = options.seedOrDefault();
        var choice = options.epochChoice();
        var training = choice.training(preset.training(), options.length());
        var usual = RunSpec.of(run, seed, new Preset(model, training), choice.spec(training, options.length()));
        var validators = options.model().validatorsOrDefault();
        var spec = usual.withLeases(options.merge().leases(usual.leases())).withAudits(audits(validators));
        var file = new RunFile(spec, minersPerStage, validators, 0);
        RunFolder.replace(folder.spec(), Json.write(spec));
        tools.initial(folder, stop);
        folder.write(file);
        return file;
    }

    /**
     * All processes here are the operator's own: a single validator is believed where there is no other. Of few miners
     * in few epochs many have to be watched, for one to be audited.
     */
    private static AuditSpec audits(int validators) {
        return switch (validators) {
            case 0 -> AuditSpec.NONE;
            case 1 -> LOCAL.withConfirmations(1);
            default -> LOCAL;
        };
    }
}
