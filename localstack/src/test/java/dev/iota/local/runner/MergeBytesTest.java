package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.epoch.TrafficState;
import dev.iota.core.merge.Mode;
import dev.iota.local.runner.display.Display;
import dev.iota.local.runner.folder.RunFolder;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.options.Preflight;
import dev.iota.local.runner.options.TextOptions;
import dev.iota.local.runner.options.TrainOptions;
import dev.iota.local.runner.process.CloudStart;
import dev.iota.local.runner.process.JavaCommands;
import dev.iota.local.runner.process.Launch;
import dev.iota.local.runner.process.MinerTools;
import dev.iota.local.runner.process.Supervisor;
import dev.iota.orchestrator.admin.RunCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a merge moves, as each miner's HTTP client counted it, against 3.05 W + 1 MiB down and W + 2 W / N + 1 MiB up,
 * with W the weights of a stage. What moments and shards of others add is listed apart.
 */
@Tag("e2e")
class MergeBytesTest {
    private static final double DOWN = 3.05;
    private static final long SLACK = 1 << 20;
    private static final int EPOCHS = 2;

    /** Nine miners share one machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(12);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sync", "diloco"})
    void three_replicas_of_each_of_three_stages_move_no_more_than_the_bound(String mode) throws Exception {
        var run = folder.resolve("run");
        var preset = Mini.wide(folder, "[1, 1, 1]");
        try (var started = Started.train(
                folder, run, preset, "--miners-per-stage", "3", "--mode", mode, "--epochs", "2", "--steps", "2")) {
            var ended = started.awaitEnd(PATIENCE);
            assertThat(ended.status()).as(ended.output()).isZero();
        }

        var items = Started.read(run, operator -> {
            check(mode, 3, operator);
            return operator.traffic();
        });
        assertThat(items).hasSize(3 * 3 * EPOCHS);
        // The report adds up what was counted.
        for (var epoch : Started.report(run).epochs()) {
            assertThat(epoch.mergeBytesDown())
                    .isEqualTo(of(items, epoch.epoch())
                            .mapToLong(item -> item.traffic().total().down())
                            .sum());
            assertThat(epoch.mergeBytesUp())
                    .isEqualTo(of(items, epoch.epoch())
                            .mapToLong(item -> item.traffic().total().up())
                            .sum());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "diloco"})
    void eight_replicas_in_one_process_move_no_more_than_the_bound(String mode) throws Exception {
        var options = options(Mini.wide(folder, "[2]"), mode);
        var stop = new CountDownLatch(1);
        try (var supervisor = new Supervisor(InstantSource.system());
                var runFolder = RunFolder.create(folder.resolve("run"))) {
            var java = Started.java();
            var tools = new MinerTools(java, supervisor);
            var run = RunPreparation.prepare(runFolder, tools, options, "bytes", Preflight.preset(options), 8, stop);
            CloudStart.launch(supervisor, runFolder, "bytes", 0);
            var cloud = CloudStart.await(supervisor, runFolder, stop, System.out::println);
            try (var operator = new Operator(cloud, run.spec(), InstantSource.system())) {
                operator.create(
                        MinerTools.manifest(runFolder),
                        runFolder.data(),
                        () -> tools.startWeights(runFolder),
                        RunCreation.Progress.SILENT,
                        0);
                var goal = operator.open(OptionalLong.empty());
                supervisor.start(miners(java, runFolder, cloud.api().toString()));
                var display = new Display(System.out, false, false, 80, InstantSource.system());
                var staffing = new Staffing(supervisor::givenUp, runFolder, 8);
                var session =
                        new Session(run, goal, operator, supervisor, staffing, display, InstantSource.system(), stop);
                session.awaitMiners();
                session.train(Optional.empty());
                new LastWords(operator, supervisor, 0, display, InstantSource.system(), stop).awaitTraffic();

                assertThat(operator.traffic()).hasSize(8 * EPOCHS);
                check(mode, 8, operator);
            }
        }
    }

    private static TrainOptions options(Path preset, String mode) {
        var merge = Mode.valueOf(mode.toUpperCase(Locale.ROOT));
        return new TrainOptions(
                new TrainOptions.Model(
                        Optional.of(preset.toString()), Optional.empty(), Optional.of(8), Optional.of(0)),
                new TrainOptions.Length(Optional.empty(), OptionalLong.of(EPOCHS), OptionalInt.of(EPOCHS)),
                new TrainOptions.Merge(
                        Optional.of(merge), Optional.of("float32"), Optional.empty(), OptionalLong.empty()),
                TextOptions.DEFAULT,
                TrainOptions.Learning.DEFAULT,
                TrainOptions.Files.DEFAULT,
                Optional.empty(),
                TrainOptions.Cloud.DEFAULT);
    }

    private static Launch miners(JavaCommands java, RunFolder folder, String orchestrator) {
        var arguments = List.of(
                "run",
                "--orchestrator",
                orchestrator,
                "--run",
                "bytes",
                "--home",
                folder.miner(0).toString(),
                "--miners",
                "8",
                "--threads",
                "1");
        return new Launch("miners", java.miner(arguments), Map.of(), folder.log("miners"));
    }

    private static Stream<TrafficState> of(List<TrafficState> items, int epoch) {
        return items.stream().filter(item -> item.epoch() == epoch);
    }

    private static boolean check(String mode, int replicas, Operator operator) {
        for (var item : operator.traffic()) {
            var weights = (double) Float.BYTES
                    * operator.history().checkpoint(item.stage()).layout().elements();
            var traffic = item.traffic();
            System.out.printf(
                    "%s N %d epoch %d stage %d W %.0f: down %.2f W, up %.2f W; moments %.2f W down,"
                            + " %.2f W up; of others %.2f W; texts %d%n",
                    mode,
                    replicas,
                    item.epoch(),
                    item.stage(),
                    weights,
                    traffic.payload().down() / weights,
                    traffic.payload().up() / weights,
                    traffic.state().down() / weights,
                    traffic.state().up() / weights,
                    traffic.released().down() / weights,
                    traffic.texts().down() + traffic.texts().up());
            assertThat((double) traffic.payload().down() + traffic.texts().down())
                    .as("down, %s", item)
                    .isLessThanOrEqualTo(DOWN * weights + SLACK);
            assertThat((double) traffic.payload().up() + traffic.texts().up())
                    .as("up, %s", item)
                    .isLessThanOrEqualTo(weights + 2 * weights / replicas + SLACK);
            assertThat(traffic.payload().down())
                    .as("more than the uploads of the others")
                    .isPositive();
        }
        return true;
    }
}
