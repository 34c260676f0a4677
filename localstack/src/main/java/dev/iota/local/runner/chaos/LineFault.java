package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.Isolation;
import dev.iota.local.runner.chaos.machine.Shell;
import java.time.Duration;
import java.util.Optional;

/** Two megabits a second for everything that is said between the processes of the run. */
final class LineFault implements ChaosFault {
    private static final Duration LASTS = Duration.ofSeconds(60);
    private static final String DEVICE = "lo";

    @Override
    public Optional<String> unavailable() {
        if (!Isolation.hasNetwork()) {
            return Optional.of("a thin line needs a network of its own (unshare -n, as root or with user namespaces)");
        }
        if (!Shell.has("tc")) {
            return Optional.of("a thin line needs tc, which is in the package iproute2");
        }
        var said = shape();
        release();
        return said.well() ? Optional.empty() : Optional.of("tc cannot shape a line here: " + said.text());
    }

    @Override
    public Duration lasts() {
        return LASTS;
    }

    @Override
    public boolean strike(Scene scene) {
        // As large as those of a network card: the bucket takes none that is larger than itself.
        Shell.run("ip", "link", "set", DEVICE, "mtu", "1500");
        var said = shape();
        if (!said.well()) {
            throw new IllegalStateException(said.text());
        }
        // Where the kernel has it, also the time that a far line takes.
        Shell.run("tc", "qdisc", "add", "dev", DEVICE, "parent", "1:1", "handle", "10:", "netem", "delay", "200ms");
        return true;
    }

    private static Shell.Said shape() {
        return Shell.run(
                "tc", "qdisc", "replace", "dev", DEVICE, "root", "handle", "1:", "tbf", "rate", "2mbit", "burst",
                "64kb", "latency", "400ms");
    }

    @Override
    public void lift(Scene scene) {
        release();
    }

    @Override
    public void clear(Scene scene) {
        release();
    }

    private static void release() {
        Shell.run("tc", "qdisc", "del", "dev", DEVICE, "root");
        Shell.run("ip", "link", "set", DEVICE, "mtu", "65536");
    }
}
