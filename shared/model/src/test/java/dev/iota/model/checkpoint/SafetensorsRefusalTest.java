package dev.iota.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that somebody else made, by mistake or on purpose. */
class SafetensorsRefusalTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
            "a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}} | Duplicate
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
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
            "b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}} | tensor b begins at byte 2
            {"a":{"dtype":"F32","shape":[2]}}                            | not exactly
            {"":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}        | cannot be named ''
            {"a":7}                                                      | not exactly
            {"__metadata__":7}                                           | is no JSON object
            {"__metadata__":{"a":7}}                                     | is no text
            []                                                           | no JSON object
            {"a":                                                        | end-of-input
            """)
    void a_header_that_does_not_describe_the_file_is_refused(String header, String message) throws IOException {
        var path = MadeTensors.file(folder, header, 8);

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
    void any_mutation_is_read_or_malformed() throws IOException {
        var path = folder.resolve("x.safetensors");
        SafetensorsWriter.write(
                path,
                Map.of("k", "v"),
                List.of(
                        TensorSource.floats("a", List.of(2L, 3L), new float[6]),
                        TensorSource.floats("b", List.of(4L), new float[4]),
                        MadeTensors.bytes("c", ElementType.I64, List.of(1L), new byte[8])));
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
