package dev.iota.local.runner.chaos;

import dev.iota.local.runner.chaos.machine.FaultyGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A miner reaches the orchestrator through something that for a while answers by itself. */
final class GatewayFault implements ChaosFault {
    private static final Duration LASTS = Duration.ofSeconds(15);

    private final FaultyGateway.Answer answer;
    private @Nullable FaultyGateway gateway;

    GatewayFault(RandomGenerator random) {
        var answers = FaultyGateway.Answer.values();
        this.answer = answers[random.nextInt(answers.length)];
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Duration lasts() {
        return LASTS;
    }

    /** The miner joins as soon as there is something to join, unless it is to meet the fault at its own start. */
    @Override
    public void tick(Scene scene) throws IOException {
        if (gateway == null && scene.cell().phase() != RunPhase.START) {
            join(scene, Optional.empty());
        }
    }

    private void join(Scene scene, Optional<FaultyGateway.Answer> failing) throws IOException {
        var cloud = scene.cloud();
        if (cloud.isPresent()) {
            gateway = FaultyGateway.before(cloud.get().api());
            gateway.fail(failing);
            scene.invite(cloud.get(), gateway.uri(), List.of());
        }
    }

    @Override
    public boolean strike(Scene scene) throws IOException {
        scene.note("the gateway answers " + answer);
        if (gateway == null) {
            join(scene, Optional.of(answer));
        } else {
            gateway.fail(Optional.of(answer));
        }
        return true;
    }

    @Override
    public void lift(Scene scene) {
        if (gateway != null) {
            gateway.fail(Optional.empty());
        }
    }

    @Override
    public Optional<String> judge(Scene scene) {
        return scene.guestEnd().map(end -> "a miner ended for good because something in between answered %s: %s"
                .formatted(answer, end));
    }

    @Override
    public void clear(Scene scene) {
        if (gateway != null) {
            gateway.close();
        }
    }
}
