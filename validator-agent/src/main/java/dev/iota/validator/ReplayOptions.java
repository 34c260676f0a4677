package dev.iota.validator;

import dev.iota.core.audit.AuditBars;
import dev.iota.model.file.BoundedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How hops are computed again, and judged. */
final class ReplayOptions {
    private static final int MOST_BARS_BYTES = 1 << 24;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|gpu:N",
            defaultValue = "auto",
            description = "what computes (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "CPU threads of tensor operations (default: the cores of this machine)")
    private @Nullable Integer threads;

    @Option(
            names = "--bars",
            paramLabel = "default|reference|FILE",
            defaultValue = AuditBars.STANDARD,
            description = "how far a hop may be off; FILE is written by 'calibrate' (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String bars;

    /** @throws ParameterException if an option says something impossible */
    void require(CommandLine line) {
        if (threads != null && threads <= 0) {
            throw new ParameterException(line, "--threads is %d; it must be positive".formatted(threads));
        }
        if (!device.matches("auto|cpu|gpu:\\d{1,3}")) {
            throw new ParameterException(line, "--device is '%s'; wanted auto, cpu or gpu:N".formatted(device));
        }
    }

    String device() {
        return device;
    }

    int threads() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** @throws UncheckedIOException if they are in a file that cannot be read */
    AuditBars bars() {
        return switch (bars) {
            case AuditBars.STANDARD -> AuditBars.standard();
            case AuditBars.REFERENCE -> AuditBars.reference();
            default -> {
                try {
                    yield AuditBars.read(BoundedFile.text(Path.of(bars), MOST_BARS_BYTES));
                } catch (IOException e) {
                    throw new UncheckedIOException("the bars '%s' cannot be read".formatted(bars), e);
                }
            }
        };
    }
}
