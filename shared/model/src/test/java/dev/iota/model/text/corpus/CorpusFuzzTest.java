package dev.iota.model.text.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import dev.iota.core.wire.Hostile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of text and of JSON lines, plain and compressed. The first byte chooses which. */
@Tag("security")
class CorpusFuzzTest {
    private static final int SECTION = 64;
    private static final FileKind.Compression[] COMPRESSIONS = FileKind.Compression.values();
    private static final int KINDS = 2 * COMPRESSIONS.length;

    /** What unpacks to more takes its time, which is no fault; that memory does not grow with it others show. */
    private static final int MOST_UNPACKED = 1 << 18;

    /** Every line has a parser of its own, and one that is refused a reason: what as many bytes of a long line take. */
    private static final int LINE = 16;

    static Stream<byte[]> seeds() throws IOException {
        var text = "One line.\r\nTwo.\n\nAnother paragraph, a longer one, of which there is more to say; ünd möre.";
        var lines = "{\"text\": \"one\"}\n\n{\"id\": [1, {\"a\": null}], \"text\": \"two \\u00fc\"}\n";
        return Stream.of(
                input(0, text.getBytes(StandardCharsets.UTF_8)),
                input(2, packed(text)),
                input(4, Zstd.compress(text.getBytes(StandardCharsets.UTF_8))),
                input(1, lines.getBytes(StandardCharsets.UTF_8)),
                input(3, packed(lines)),
                input(5, Zstd.compress(lines.getBytes(StandardCharsets.UTF_8))),
                input(3, packed("{\"text\": \"%s\"}\n".formatted("a".repeat(1 << 20)))),
                input(4, Zstd.compress("a".repeat(1 << 24).getBytes(StandardCharsets.UTF_8))),
                input(1, "{\"text\": \"one\"} and more\n".getBytes(StandardCharsets.UTF_8)),
                input(1, "[]\n{\"text\": 1}\n{}\n{\"text\n".getBytes(StandardCharsets.UTF_8)),
                input(1, new byte[] {'{', (byte) 0xFF, '}', '\n'}),
                input(3, packed("\n".repeat(MOST_UNPACKED / LINE - 1))),
                input(5, Zstd.compress("x\n".repeat(MOST_UNPACKED / (LINE + 2)).getBytes(StandardCharsets.UTF_8))));
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
            var packed = Arrays.copyOfRange(input, 1, input.length);
            var unpacked = unpacked(packed, COMPRESSIONS[kind / 2]);
            if (unpacked > MOST_UNPACKED) {
                return;
            }
            // An IOException becomes a CorpusException where the file's name is known.
            Hostile.decode(packed, unpacked, UncheckedIOException.class, content -> {
                try {
                    read(content, kind);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    /** A few packed bytes may stand for very many, and a line is never only its bytes. */
    private static long unpacked(byte[] packed, FileKind.Compression compression) {
        var count = 0L;
        try (var input = new PackedInput(new ByteArrayInputStream(packed), compression)) {
            for (int read; count <= MOST_UNPACKED && (read = input.read()) >= 0; ) {
                count += read == '\n' ? LINE : 1;
            }
        } catch (IOException e) {
            // It ends there, which the decoder says.
        }
        return count;
    }

    private static void read(byte[] content, int kind) throws IOException {
        var compression = COMPRESSIONS[kind / 2];
        try (var input = new PackedInput(new ByteArrayInputStream(content), compression)) {
            var sections = new Sections(SECTION, input::bytes, section -> {});
            if (kind % 2 == 0) {
                sections.add(new TextSource(input));
            } else {
                readLines(new LineSource(input), sections);
            }
        }
    }

    private static void readLines(LineSource source, Sections sections) throws IOException {
        while (source.next()) {
            try {
                sections.add(JsonLine.text(source.text(), "text"));
            } catch (BadDocumentException e) {
                // It is left out, and the next one is read.
                assertThat(e).hasMessageStartingWith("it").hasNoCause();
            }
        }
    }
}
