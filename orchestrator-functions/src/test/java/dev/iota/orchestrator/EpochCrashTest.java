package dev.iota.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.api.EpochStatus;
import dev.iota.core.identity.Hotkey;
import dev.iota.core.merge.inspect.Exclusion;
import dev.iota.core.merge.inspect.Exclusion.Excluded;
import dev.iota.orchestrator.MergingMiner.Death;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Every handler of an epoch dies after its first, second, … call, and is run again: events, timers, tasks of the state
 * machine, the merge function, the sweep, heartbeats and announcements. What comes of the epoch is what comes of it
 * undisturbed.
 */
@Tag("crash")
@TestInstance(Lifecycle.PER_CLASS)
class EpochCrashTest {
    /** More calls than any handler makes. */
    private static final int CALLS = 200;

    private final Crashes crashes = new Crashes();
    private final Map<Case, EndState> undisturbed = new HashMap<>();
    private boolean died;
    private boolean lied;

    enum Case {
        ALL_ARE_HONEST,
        /** The merge function decides who is wrong, and shards are done again. */
        ONE_LIES,
        /** The merge function inspects and merges. */
        ONE_IS_LEFT,
        /** One uploads before the others, and is gone. */
        ONE_LEAVES
    }

    /**
     * What an epoch leaves; names of leases and objects, which are drawn, left out. Who lied is named, always; but not
     * in every run does the liar get to lie: the message of a lease dies with the handler that wrote it, and by the
     * time that the lease has run out others may have done the shard.
     */
    private record EndState(
            List<String> blocks,
            Exclusion exclusion,
            int shards,
            int lost,
            Counts counts,
            List<String> executions,
            Set<Integer> loaded) {
        /** What the status says of microbatches, and of the epoch that the run is in. */
        private record Counts(long epoch, long inFlight, long started) {}
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 23})
    void an_epoch_ends_in_the_same_state_wherever_its_handlers_die(int calls) {
        endsTheSame(Case.ALL_ARE_HONEST, calls);
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    @Tag("long")
    void an_epoch_ends_in_the_same_state_after_whichever_of_its_calls_each_handler_dies(Case what) {
        for (var calls = 1; calls <= CALLS; calls++) {
            endsTheSame(what, calls);
            if (!died) {
                System.out.printf("%s: no handler makes %d calls%n", what, calls);
                return;
            }
        }
        throw new AssertionError("a handler makes more than %d calls".formatted(CALLS));
    }

    private void endsTheSame(Case what, int calls) {
        var expected = undisturbed.computeIfAbsent(what, this::undisturbed);
        died = false;
        assertThat(run(what, calls)).as("%s, killed after call %d", what, calls).isEqualTo(expected);
    }

    private EndState undisturbed(Case what) {
        var state = run(what, Integer.MAX_VALUE);
        assertThat(lied).isEqualTo(what == Case.ONE_LIES);
        return state;
    }

    private EndState run(Case what, int calls) {
        crashes.never();
        lied = false;
        var scene =
                new EpochScene(Setup.of(4, EpochScene.spec(1, 1)).threeBlocks().wrap(crashes::around));
        scene.train();
        scene.through = handler -> dyingAfter(calls, scene, handler);
        scene.miners().forEach(miner -> miner.through = scene.through);
        prepare(what, scene);
        scene.task("Train");
        scene.close();
        assertThat(scene.isAnswered("Train")).isTrue();
        for (var task : List.of("Drain", "Collect", "Inspect", "Merge")) {
            scene.task(task);
            scene.mergeWith(scene.miners());
            assertThat(scene.isAnswered(task)).as(task).isTrue();
        }
        scene.executions().set(execution(scene, 1), ExecutionStatus.FAILED);
        scene.through.accept(scene.run()::sweep);
        var liars = lied ? List.of(scene.miners().getFirst().miner().hotkey()) : List.<Hotkey>of();
        assertThat(scene.stage().wrong()).extracting(Excluded::hotkey).isEqualTo(liars);
        scene.publishAndFlip();
        scene.next();
        crashes.never();
        var state = endState(scene);
        assertThat(scene.run().quarantined()).isEmpty();
        assertThat(scene.run().miscounted()).isEmpty();
        scene.run().forget();
        return state;
    }

    private void prepare(Case what, EpochScene scene) {
        switch (what) {
            case ALL_ARE_HONEST -> {}
            case ONE_LIES ->
                scene.miners().getFirst().merges.lies = shard -> {
                    lied = true;
                    return true;
                };
            case ONE_LEAVES -> {
                scene.leave(scene.miners().getFirst());
                scene.miners().getFirst().dies(new Death(0, false));
            }
            case ONE_IS_LEFT -> scene.miners().subList(1, 4).forEach(miner -> miner.dies(new Death(1, false)));
        }
    }

    private static EndState endState(EpochScene scene) {
        var checkpoint = scene.run().history().checkpoint(0);
        var status = scene.run().status().now();
        EpochStatus epoch = scene.status();
        return new EndState(
                checkpoint.blocks(),
                new Exclusion(checkpoint.kept(), checkpoint.excluded()),
                epoch.figures().shards(),
                epoch.figures().shardsLost(),
                new EndState.Counts(status.epoch(), status.inFlight(), status.started()),
                scene.executions().started(scene.run().names().run()).stream()
                        .map(name -> name.substring(name.indexOf('-')))
                        .toList(),
                scene.miners().stream()
                        .filter(miner -> !miner.isDead())
                        .map(miner -> miner.loaded.orElseThrow().epoch())
                        .collect(Collectors.toSet()));
    }

    private static String execution(EpochScene scene, int attempt) {
        return "%s-0-%d".formatted(scene.run().names().run(), attempt);
    }

    private void dyingAfter(int calls, EpochScene scene, Runnable handler) {
        crashes.after(calls);
        try {
            handler.run();
            crashes.never();
        } catch (Crashes.Killed e) {
            died = true;
            scene.run().restart();
            handler.run();
        }
    }
}
