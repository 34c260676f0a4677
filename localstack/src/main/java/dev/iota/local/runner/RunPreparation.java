package dev.iota.local.runner;

import dev.iota.core.base.Json;
import dev.iota.core.data.DataManifest;
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
        var validators = options.model().validatorsOrDefault();
        var spec = spec(options, run, preset, manifest).withAudits(audits(validators));
        var file = new RunFile(spec, minersPerStage, validators, 0);
        RunFolder.replace(folder.spec(), Json.write(spec));
        folder.write(file);
        return file;
    }

    /** What a run is that these options ask for, over these tokens. */
    public static RunSpec spec(TrainOptions options, String run, Preset preset, DataManifest manifest) {
        var model = preset.model().withVocabulary(manifest.vocabulary());
        var choice = options.epochChoice();
        var training = choice.training(preset.training(), options.length());
        var epochs = choice.spec(training, options.length());
        var usual = RunSpec.of(run, options.seedOrDefault(), new Preset(model, training), epochs);
        return usual.withLeases(options.merge().leases(usual.leases())).withData(manifest.sha256());
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
