package dev.iota.local.simulator.swarm;

import dev.iota.local.simulator.scenario.SwarmScenario.Device;
import java.util.SplittableRandom;

/** How long what takes on one device. */
record DeviceSpeed(Device device, double slowness) {
    static DeviceSpeed drawn(Device device, SplittableRandom random) {
        return new DeviceSpeed(device, random.nextDouble() < device.slowShare() ? device.slowFactor() : 1);
    }

    /** Seconds of one hop, drawn around what it usually takes. */
    double seconds(boolean forward, boolean backward, SplittableRandom random) {
        var usual = (forward ? device.forward() : 0) + (backward ? device.backward() : 0);
        return usual * slowness * (1 + device.spread() * (2 * random.nextDouble() - 1));
    }

    double step() {
        return device.step() * slowness;
    }

    /** Seconds of a hop in the mean; the tail does both passes in one. */
    double secondsPerHop(boolean tail) {
        var both = (device.forward() + device.backward()) * slowness;
        return tail ? both : both / 2;
    }
}
