package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.Shell;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A miner joins whose clock is two hours fast: it may be refused, and must hurt nobody else. */
final class ClockFault implements ChaosFault {
    private static final Duration LASTS = Duration.ofSeconds(20);
    private static final String PROGRAM = "faketime";

    @Override
    public Optional<String> unavailable() {
        return Shell.has(PROGRAM)
                ? Optional.empty()
                : Optional.of("a wrong clock needs the program faketime, which is in the package of this name");
    }

    @Override
    public Duration lasts() {
        return LASTS;
    }

    @Override
    public boolean strike(Scene scene) throws IOException {
        var cloud = scene.cloud().orElseThrow(() -> new IOException("there is no cloud to join"));
        scene.invite(cloud, cloud.api(), List.of(PROGRAM, "-f", "+2h"));
        return true;
    }
}
