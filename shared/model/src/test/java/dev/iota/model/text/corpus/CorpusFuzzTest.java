package dev.iota.model.text.corpus;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.iota.core.wire.Hostile;
import dev.iota.model.text.CorpusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of text and of JSON lines, plain and compressed. The first byte chooses which. */
@Tag("security")
class CorpusFuzzTest {
    private static final int SECTION = 64;
    private static final int KINDS = 4;

    static Stream<byte[]> seeds() throws IOException {
        var text = "One line.\r\nTwo.\n\nAnother paragraph, a longer one, of which there is more to say; ünd möre.";
        var lines = "{\"text\": \"one\"}\n\n{\"id\": [1, {\"a\": null}], \"text\": \"two \\u00fc\"}\n";
        return Stream.of(
                input(0, text.getBytes(StandardCharsets.UTF_8)),
                input(1, packed(text)),
                input(2, lines.getBytes(StandardCharsets.UTF_8)),
                input(3, packed(lines)));
    }

    private static byte[] input(int kind, byte[] content) {
        var input = new byte[1 + content.length];
        input[0] = (byte) kind;
        System.arraycopy(content, 0, input, 1, content.length);
        return input;
    }

    private static byte[] packed(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest
    void decode(byte[] input) {
        if (input.length > 0) {
            var kind = Byte.toUnsignedInt(input[0]) % KINDS;
            // An IOException becomes a CorpusException where the file's name is known.
            Hostile.decode(Arrays.copyOfRange(input, 1, input.length), RuntimeException.class, content -> {
                try {
                    read(content, kind);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (RuntimeException e) {
                    if (!(e instanceof CorpusException)) {
                        throw new AssertionError("neither refused nor read", e);
                    }
                }
            });
        }
    }

    private static void read(byte[] content, int kind) throws IOException {
        var compressed = kind % 2 == 1;
        try (var source = new TextSource(new ByteArrayInputStream(content), compressed)) {
            var sections = new Sections(SECTION, source::bytes, section -> {});
            if (kind < 2) {
                sections.add(source);
            } else {
                for (var line = source.readLine(); line != null; line = source.readLine()) {
                    if (!line.isBlank()) {
                        sections.add(JsonLine.text(line, Path.of("x.jsonl"), source.line()));
                    }
                }
            }
        }
    }
}
