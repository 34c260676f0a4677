package dev.iota.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    private static TensorSource bytes(String name, ElementType type, List<Long> shape, byte... content) {
        return new TensorSource(new TensorInfo(name, type, shape), out -> out.write(ByteBuffer.wrap(content)));
    }

    /** A file of a header of our choice and so many bytes of data. */
    private Path file(String header, int data) throws IOException {
        var json = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }

    @Test
    void what_was_written_is_read() throws IOException {
        var path = folder.resolve("deep/model.safetensors");
        var large = new float[300_001];
        for (var i = 0; i < large.length; i++) {
            large[i] = i * 0.5f;
        }

        SafetensorsWriter.write(
                path,
                Map.of("format", "pt", "note", "grün \"quoted\""),
                List.of(
                        bytes(
                                "half",
                                ElementType.BF16,
                                List.of(3L),
                                (byte) 1,
                                (byte) 2,
                                (byte) 3,
                                (byte) 4,
                                (byte) 5,
                                (byte) 6),
                        TensorSource.floats("large", List.of(300_001L), large),
                        TensorSource.floats("scalar", List.of(), new float[] {7.5f}),
                        TensorSource.floats("empty", List.of(0L, 4L), new float[0]),
                        bytes("id", ElementType.I64, List.of(1L), new byte[8])));

        try (var file = SafetensorsFile.open(path)) {
            assertThat(file.metadata()).containsEntry("note", "grün \"quoted\"").containsEntry("format", "pt");
            assertThat(file.tensors().stream().map(TensorInfo::name))
                    .containsExactly("id", "large", "scalar", "empty", "half");
            assertThat(file.floats("large")).isEqualTo(large);
            assertThat(file.floats("scalar")).containsExactly(7.5f);
            assertThat(file.floats("empty")).isEmpty();
            assertThat(file.tensor("half")).isEqualTo(new TensorInfo("half", ElementType.BF16, List.of(3L)));
            var part = ByteBuffer.allocate(2);
            file.read("half", 4, part);
            assertThat(part.array()).containsExactly(5, 6);
        }
    }

    @Test
    void the_data_begin_at_a_multiple_of_eight() throws IOException {
        for (var length = 1; length < 10; length++) {
            var path = folder.resolve("a.safetensors");
            SafetensorsWriter.write(
                    path, Map.of(), List.of(TensorSource.floats("n".repeat(length), List.of(1L), new float[1])));

            assertThat(Files.size(path) % 8).isEqualTo(4);
        }
    }

    /** {@code python.safetensors} was written by the Python package safetensors 0.5.3. */
    @Test
    void a_file_of_another_program_is_read() throws Exception {
        var resource = SafetensorsTest.class.getResource("python.safetensors");
        assertThat(resource).isNotNull();
        try (var file = SafetensorsFile.open(Path.of(resource.toURI()))) {
            assertThat(file.metadata()).isEqualTo(Map.of("format", "pt", "note", "grün"));
            assertThat(file.tensors()).hasSize(5);
            assertThat(file.tensor("weight").shape()).containsExactly(2L, 3L);
            assertThat(file.floats("weight")).containsExactly(-0.5f, -0.25f, 0, 0.25f, 0.5f, 0.75f);
            assertThat(file.floats("scalar")).containsExactly(7.5f);
            assertThat(file.floats("empty")).isEmpty();
            var ids = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            file.read("ids", 0, ids);
            assertThat(ids.flip().getLong(16)).isEqualTo(1L << 40);
            var half = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
            file.read("half", 0, half);
            assertThat(Float.intBitsToFloat(half.getShort(2) << 16)).isEqualTo(-2.5f);
        }
    }

    @Test
    void a_tensor_beyond_two_gibibytes_is_read() throws IOException {
        var elements = 3L << 28;
        var header =
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}".formatted(elements, 4 * elements);
        var path = file(header, 0);
        var dataStart = Files.size(path);
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3f}), dataStart + 4 * (elements - 1));
        }

        try (var file = SafetensorsFile.open(path)) {
            var last = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            file.read("t", 4 * (elements - 1), last);
            assertThat(last.getFloat(0)).isEqualTo(1);
            assertThatThrownBy(() -> file.read("t", 4 * elements - 3, ByteBuffer.allocate(4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4 were asked for");
        }
    }

    @Test
    void a_tensor_that_writes_more_or_less_than_its_shape_leaves_the_old_file() throws IOException {
        var path = folder.resolve("m.safetensors");
        SafetensorsWriter.write(path, Map.of(), List.of(TensorSource.floats("old", List.of(1L), new float[] {1})));
        for (var count : new int[] {1, 3}) {
            assertThatThrownBy(() -> SafetensorsWriter.write(
                            path, Map.of(), List.of(TensorSource.floats("new", List.of(2L), new float[count]))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("tensor new of 8 bytes wrote 4 too");
        }

        try (var file = SafetensorsFile.open(path);
                var files = Files.list(folder)) {
            assertThat(file.floats("old")).containsExactly(1);
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void names_are_unique() {
        var tensor = TensorSource.floats("t", List.of(1L), new float[1]);

        assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("x"), Map.of(), List.of(tensor, tensor)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}} | Duplicate
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}       | take 8
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}       | byte 0 is the next one free
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}       | truncated or damaged
            {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}      | truncated or damaged
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}       | take 8
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}      | has -2 where
            {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}     | has 2.0 where
            {"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}       | element type "F16"; this program reads
            {"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}} | too large to exist
            {"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}} | too large to exist
            {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}} | at most 8 numbers
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}     | at most 2 numbers
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}         | 1 offsets
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}} | tensor b begins at byte 2
            {"a":{"dtype":"F32","shape":[2]}}                            | not exactly
            {"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}        | cannot be named ''
            {"a":7}                                                      | not exactly
            {"__metadata__":7}                                           | is no JSON object
            {"__metadata__":{"a":7}}                                     | is no text
            []                                                           | no JSON object
            {"a":                                                        | end-of-input
            """)
    void a_header_that_does_not_describe_the_file_is_refused(String header, String message) throws IOException {
        var path = file(header, 8);

        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(message);
    }

    @Test
    void a_length_beyond_the_file_or_the_limit_allocates_nothing() throws IOException {
        var path = folder.resolve("x.safetensors");
        for (var length :
                new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 9, SafetensorsHeader.MAX_BYTES + 1L}) {
            Files.write(
                    path,
                    ByteBuffer.allocate(16)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .array());
            assertThatThrownBy(() -> SafetensorsFile.open(path))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("the header is said to have");
        }
        Files.write(path, new byte[7]);
        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("has 7 bytes");
    }

    @Test
    void only_floats_are_given_as_floats() throws IOException {
        var path = folder.resolve("x.safetensors");
        SafetensorsWriter.write(path, Map.of(), List.of(bytes("id", ElementType.I64, List.of(1L), new byte[8])));

        try (var file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.floats("id")).hasMessageContaining("type I64; wanted F32");
            assertThatThrownBy(() -> file.tensor("none")).hasMessageContaining("no tensor none");
        }
    }

    @Test
    void any_mutation_is_read_or_malformed() throws IOException {
        var path = folder.resolve("x.safetensors");
        SafetensorsWriter.write(
                path,
                Map.of("k", "v"),
                List.of(
                        TensorSource.floats("a", List.of(2L, 3L), new float[6]),
                        TensorSource.floats("b", List.of(4L), new float[4]),
                        bytes("c", ElementType.I64, List.of(1L), new byte[8])));
        var whole = Files.readAllBytes(path);
        var headerBytes =
                (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        var header = new String(whole, 8, headerBytes, StandardCharsets.UTF_8);
        var data = whole.length - 8 - headerBytes;
        var random = new Random(5);
        var read = 0;
        for (var round = 0; round < 10_000; round++) {
            var mutated = mutate(header, random).getBytes(StandardCharsets.UTF_8);
            try {
                var found = SafetensorsHeader.decode(mutated, random.nextInt(10) == 0 ? random.nextLong() : data);
                assertThat(found.places().stream()
                                .mapToLong(p -> p.tensor().bytes())
                                .sum())
                        .isEqualTo(data);
                read++;
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).as("some mutations do no harm").isPositive();
        for (var round = 0; round < 1000; round++) {
            var bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            if (bytes.length > 0) {
                bytes[random.nextInt(Math.min(bytes.length, 12))] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(path, bytes);
            try (var file = SafetensorsFile.open(path)) {
                assertThat(file.tensors()).hasSize(3);
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static String mutate(String header, Random random) {
        var numbers = List.of(
                "0",
                "-1",
                "1",
                "4",
                "8",
                "24",
                "1e9",
                "9223372036854775807",
                "99999999999999999999999",
                "null",
                "[]",
                "\"x\"");
        var text = new StringBuilder(header);
        for (var i = 0; i <= random.nextInt(2); i++) {
            var at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.setLength(Math.max(1, at));
                case 2 -> text.insert(at, numbers.get(random.nextInt(numbers.size())));
                case 3 -> text.insert(at, "{\"a\":[".repeat(1 + random.nextInt(40)));
                default -> {
                    var digit = text.toString()
                            .substring(at)
                            .chars()
                            .takeWhile(c -> !Character.isDigit(c))
                            .count();
                    if (at + digit < text.length()) {
                        text.replace(
                                (int) (at + digit),
                                (int) (at + digit) + 1,
                                numbers.get(random.nextInt(numbers.size())));
                    }
                }
            }
        }
        return text.toString();
    }
}
