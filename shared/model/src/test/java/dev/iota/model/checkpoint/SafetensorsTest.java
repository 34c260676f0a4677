package dev.iota.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    @TempDir
    private Path folder;

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
                        MadeTensors.bytes(
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
                        MadeTensors.bytes("id", ElementType.I64, List.of(1L), new byte[8])));

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
        var path = MadeTensors.file(folder, header, 0);
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

    @Test
    void only_floats_are_given_as_floats() throws IOException {
        var path = folder.resolve("x.safetensors");
        SafetensorsWriter.write(
                path, Map.of(), List.of(MadeTensors.bytes("id", ElementType.I64, List.of(1L), new byte[8])));

        try (var file = SafetensorsFile.open(path)) {
            assertThatThrownBy(() -> file.floats("id")).hasMessageContaining("type I64; wanted F32");
            assertThatThrownBy(() -> file.tensor("none")).hasMessageContaining("no tensor none");
        }
    }
}
