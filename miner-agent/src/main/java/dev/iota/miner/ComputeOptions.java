package dev.iota.miner;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes, for the commands that run a model by themselves. */
final class ComputeOptions {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|gpu:N",
            defaultValue = "auto",
            description = "what computes (default: ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // has a default
    private String device;

    @Option(names = "--threads", paramLabel = "T", description = "CPU threads (default: cores)")
    private @Nullable Integer threads;

    String device() {
        return device;
    }

    int threads() {
        return Optional.ofNullable(threads).orElseGet(() -> Runtime.getRuntime().availableProcessors());
    }
}
