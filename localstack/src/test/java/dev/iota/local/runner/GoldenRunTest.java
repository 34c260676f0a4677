package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.local.runner.operator.Operator;
import dev.iota.local.runner.process.Child;
import dev.iota.local.runner.process.Launch;
import dev.iota.local.runner.process.Swarm;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The golden rule (model.md): three stages behind real queues and objects are the same model as one stage in one
 * process, bit for bit, clipped in the same groups.
 */
@Tag("e2e")
@Tag("golden")
class GoldenRunTest {
    private static final int STEPS = 20;
    private static final int STEPS_WITH_EPOCHS = 12;
    private static final int EPOCHS = 3;
    private static final int STAGES = 3;

    @TempDir
    private Path folder;

    @Test
    void three_stages_through_real_queues_learn_bit_for_bit_what_one_process_learns() throws Exception {
        var swarm = learnsLikeOneProcess("--steps", Integer.toString(STEPS));

        assertThat(swarm.steps()).singleElement().satisfies(epoch -> assertThat(epoch)
                .hasSize(STEPS));
    }

    /** η 1 and μ 0: what the only miner of a stage uploads is published as it is, and its moments stay with it. */
    @Test
    void epochs_in_which_one_miner_a_stage_uploads_change_no_bit() throws Exception {
        var swarm = learnsLikeOneProcess(
                "--steps", Integer.toString(STEPS_WITH_EPOCHS), "--epochs", Integer.toString(EPOCHS));

        assertThat(swarm.steps()).hasSize(EPOCHS).allSatisfy(epoch -> assertThat(epoch)
                .hasSizeGreaterThanOrEqualTo(STEPS_WITH_EPOCHS / EPOCHS));
        assertThat(Started.report(run()).epochs())
                .hasSize(EPOCHS)
                .allSatisfy(epoch -> assertThat(epoch.excluded()).isEmpty())
                .allSatisfy(epoch -> assertThat(epoch.redone()).isZero());
    }

    private Path run() {
        return folder.resolve("run");
    }

    private Books learnsLikeOneProcess(String... howLong) throws Exception {
        Started.Ended trained;
        try (var started = Started.train(folder, run(), howLong)) {
            trained = started.awaitEnd();
        }
        assertThat(trained.status()).as(trained.output()).isZero();
        var swarm = Started.read(run(), GoldenRunTest::books);
        assertThat(swarm.mostInFlight()).as("microbatches in flight").isGreaterThanOrEqualTo(2);

        var reference = reference(run(), swarm.steps());

        assertThat(reference.clipped()).as("clipping fired").isTrue();
        assertThat(swarm.losses()).isEqualTo(reference.losses());
        assertThat(weights(run().resolve("checkpoint").resolve("model.safetensors")))
                .isEqualTo(reference.weights());
        return swarm;
    }

    /** What the tables of a swarm say: data positions of each step of each epoch, and losses by position. */
    private record Books(List<List<List<Long>>> steps, Map<Long, Float> losses, int mostInFlight) {}

    private record Reference(Map<Long, Float> losses, Map<String, String> weights, boolean clipped) {}

    private static Books books(Operator operator) {
        var receipts = operator.receipts().toList();
        var position = receipts.stream().collect(Collectors.toMap(Microbatch::id, Microbatch::position));
        var losses = new TreeMap<Long, Float>();
        receipts.forEach(m -> losses.put(m.position(), m.loss().orElseThrow()));
        var stages = IntStream.range(0, STAGES)
                .mapToObj(stage -> epochs(operator.stepsOf(stage), position))
                .toList();
        assertThat(stages).as("steps of the stages").allMatch(stages.getFirst()::equals);
        return new Books(stages.getFirst(), losses, mostInFlight(receipts));
    }

    private static List<List<List<Long>>> epochs(List<Operator.Step> steps, Map<Long, Long> position) {
        var byEpoch = steps.stream()
                .collect(Collectors.groupingBy(
                        Operator.Step::epoch,
                        TreeMap::new,
                        Collectors.mapping(
                                step -> step.microbatches().stream()
                                        .map(position::get)
                                        .sorted()
                                        .toList(),
                                Collectors.toList())));
        return List.copyOf(byEpoch.values());
    }

    private static int mostInFlight(List<Microbatch> receipts) {
        return (int) receipts.stream()
                .mapToLong(one -> receipts.stream()
                        .filter(other -> !other.started().isAfter(one.since())
                                && !other.since().isBefore(one.since()))
                        .count())
                .max()
                .orElse(0);
    }

    private Reference reference(Path run, List<List<List<Long>>> steps) throws Exception {
        var file = Files.writeString(folder.resolve("steps.json"), Json.write(steps));
        var threads = Swarm.threadsEach(STAGES, Runtime.getRuntime().availableProcessors());
        var launch = new Launch(
                "reference",
                Started.java()
                        .research(List.of(
                                "reference",
                                "--whole",
                                "--spec",
                                run.resolve("spec.json").toString(),
                                "--data",
                                run.resolve("data").toString(),
                                "--steps",
                                file.toString(),
                                "--threads",
                                Integer.toString(threads))),
                Map.of(),
                folder.resolve("reference.out"),
                folder.resolve("reference.log"));
        var child = Child.start(launch);
        try {
            assertThat(child.await(Started.PATIENCE)).isTrue();
            assertThat(child.exitStatus()).as(child.lastWords()).isZero();
            return reference(child.output());
        } finally {
            child.kill();
        }
    }

    private static Reference reference(List<String> lines) {
        var losses = new TreeMap<Long, Float>();
        var clipped = false;
        for (var line : lines.subList(0, lines.size() - 1)) {
            var step = Json.read(line, JsonNode.class);
            clipped |= step.path("clipped").asBoolean();
            for (var loss : step.path("losses").properties()) {
                losses.put(Long.parseLong(loss.getKey()), loss.getValue().floatValue());
            }
        }
        var weights = new TreeMap<String, String>();
        for (var weight :
                Json.read(lines.getLast(), JsonNode.class).path("weights").properties()) {
            weights.put(weight.getKey(), weight.getValue().asText());
        }
        return new Reference(losses, weights, clipped);
    }

    /** SHA-256 of each tensor of a safetensors file: eight bytes of length, a JSON header, raw bytes. */
    private static Map<String, String> weights(Path file) throws Exception {
        var bytes = Files.readAllBytes(file);
        var headerBytes =
                (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        var header =
                Json.read(new String(bytes, Long.BYTES, headerBytes, StandardCharsets.UTF_8).strip(), JsonNode.class);
        var hashes = new TreeMap<String, String>();
        for (var tensor : header.properties()) {
            if (!tensor.getKey().equals("__metadata__")) {
                var offsets = tensor.getValue().path("data_offsets");
                var start = Long.BYTES + headerBytes;
                hashes.put(
                        tensor.getKey(),
                        sha256(Arrays.copyOfRange(
                                bytes,
                                start + offsets.path(0).asInt(),
                                start + offsets.path(1).asInt())));
            }
        }
        return hashes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
