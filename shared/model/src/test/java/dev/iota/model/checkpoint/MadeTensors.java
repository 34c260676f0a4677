package dev.iota.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tensors and files of a form that no writer of ours would choose. */
final class MadeTensors {
    private MadeTensors() {}

    static TensorSource bytes(String name, ElementType type, List<Long> shape, byte... content) {
        return new TensorSource(new TensorInfo(name, type, shape), out -> out.write(ByteBuffer.wrap(content)));
    }

    /** A file of a header of our choice and so many bytes of data. */
    static Path file(Path folder, String header, int data) throws IOException {
        var json = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }
}
