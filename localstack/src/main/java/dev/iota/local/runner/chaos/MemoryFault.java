package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.MemoryGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A memory limit a little above what the process, and whatever succeeds it, has taken until then: enough for some and
 * too little for others. For the runner it is that of a container around the whole run.
 */
final class MemoryFault implements ChaosFault {
    private static final Duration LASTS = Duration.ofSeconds(45);
    private static final long MOST = 64L << 20;

    private final long above;
    private @Nullable MemoryGroup group;
    private long taken;

    MemoryFault(RandomGenerator random) {
        this.above = random.nextLong(MOST);
    }

    @Override
    public Optional<String> unavailable() {
        return MemoryGroup.home().isPresent()
                ? Optional.empty()
                : Optional.of("a memory limit needs a control group that may be written (root, cgroup v1 or v2)");
    }

    @Override
    public Duration lasts() {
        return LASTS;
    }

    @Override
    public void prepare(Scene scene) throws IOException {
        group = MemoryGroup.create(scene.mark());
    }

    @Override
    public void began(Scene scene) throws IOException {
        tick(scene);
    }

    @Override
    public void tick(Scene scene) throws IOException {
        var pid = scene.pid();
        if (pid.isPresent() && pid.getAsLong() != taken) {
            taken = pid.getAsLong();
            ofScene().take(taken);
        }
    }

    @Override
    public boolean strike(Scene scene) throws IOException {
        ofScene().limit(ofScene().bytes() + above);
        return true;
    }

    @Override
    public void lift(Scene scene) throws IOException {
        ofScene().free();
    }

    @Override
    public void clear(Scene scene) {
        if (group != null) {
            group.remove();
        }
    }

    private MemoryGroup ofScene() throws IOException {
        if (group == null) {
            throw new IOException("the control group was not made");
        }
        return group;
    }
}
