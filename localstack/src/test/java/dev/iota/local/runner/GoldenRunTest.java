package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.wire.Json;
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
 * The golden rule (model.md): three stages behind real queues and objects are the same model as one stage in one process, bit for bit,
 * clipped in the same groups.
 */
@Tag("e2e")
@Tag("golden")
class GoldenRunTest {
    private static final int STEPS = 20;
    private static final int STAGES = 3;

    @TempDir
    private Path folder;

    @Test
    void three_stages_through_real_queues_learn_bit_for_bit_what_one_process_learns() throws Exception {
        var run = folder.resolve("run");
        Started.Ended trained;
        try (var started = Started.train(folder, run, "--steps", Integer.toString(STEPS))) {
            trained = started.awaitEnd();
        }
        assertThat(trained.status()).as(trained.output()).isZero();
        var swarm = Started.read(run, GoldenRunTest::books);
        assertThat(swarm.mostInFlight()).as("microbatches in flight").isGreaterThanOrEqualTo(2);

        var reference = reference(run, swarm.steps());

        assertThat(reference.clipped()).as("clipping fired").isTrue();
        assertThat(swarm.losses()).isEqualTo(reference.losses());
        assertThat(weights(run.resolve("checkpoint").resolve("model.safetensors")))
                .isEqualTo(reference.weights());
    }

    /** What the tables of a swarm say: data positions of each step, and losses by position. */
    private record Books(List<List<Long>> steps, Map<Long, Float> losses, int mostInFlight) {}

    private record Reference(Map<Long, Float> losses, Map<String, String> weights, boolean clipped) {}

    private static Books books(Operator operator) {
        var receipts = operator.completed();
        var position = receipts.stream().collect(Collectors.toMap(Microbatch::id, Microbatch::position));
        var losses = new TreeMap<Long, Float>();
        receipts.forEach(m -> losses.put(m.position(), m.loss().orElseThrow()));
        var steps = IntStream.range(0, STAGES)
                .mapToObj(stage -> operator.stepsOf(stage).stream()
                        .map(ids -> ids.stream().map(position::get).sorted().toList())
                        .toList())
                .toList();
        assertThat(steps).as("steps of the stages").allMatch(steps.getFirst()::equals);
        assertThat(steps.getFirst()).hasSize(STEPS);
        return new Books(steps.getFirst(), losses, mostInFlight(receipts));
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

    private Reference reference(Path run, List<List<Long>> steps) throws Exception {
        var file = Files.writeString(folder.resolve("steps.json"), Json.write(steps));
        var threads = Swarm.threadsEach(STAGES, Runtime.getRuntime().availableProcessors());
        var launch = new Launch(
                "reference",
                Started.java()
                        .miner(List.of(
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
