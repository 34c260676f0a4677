package dev.iota.orchestrator;

import dev.iota.cloud.table.StepRecord;
import dev.iota.core.microbatch.Microbatch;
import dev.iota.core.microbatch.Microbatch.State;
import dev.iota.core.wire.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A head that has made two steps, of two microbatches each if nothing else is said, with the miners of the other
 * stages.
 */
record TakeoverScene(
        TestRun run,
        TestMiner head,
        TestMiner middle,
        TestMiner tail,
        Map<Integer, List<Long>> steps,
        Map<TestMiner, Deque<Work>> waiting) {

    static TakeoverScene of(TestRun run) {
        return of(run, 2);
    }

    static TakeoverScene of(TestRun run, int microbatchesPerStep) {
        var scene = new TakeoverScene(run, run.miner(2), run.miner(8), run.miner(8), new HashMap<>(), new HashMap<>());
        for (var step = 1; step <= 2; step++) {
            scene.head.step(step);
            var ids =
                    Stream.generate(scene::complete).limit(microbatchesPerStep).toList();
            scene.steps.put(step, ids);
            run.deliver(scene.head.stepDone(step, ids.toArray(Long[]::new)));
        }
        return scene;
    }

    List<Long> inStep(int step) {
        return new ArrayList<>(steps.getOrDefault(step, List.of()));
    }

    /** Lets the miners work until one more microbatch is complete; tells which. */
    long complete() {
        var before = completed();
        while (true) {
            for (var miner : List.of(head, middle, tail)) {
                waitingFor(miner).addAll(miner.receive());
            }
            // Those nearest to the end first, one at a time.
            var next = Stream.of(middle, tail, head)
                    .filter(m -> !waitingFor(m).isEmpty())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("there is nothing left to do"));
            run.deliver(next.answer(waitingFor(next).remove()));
            var now = completed();
            if (now.size() > before.size()) {
                return now.stream()
                        .filter(id -> !before.contains(id))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    private Deque<Work> waitingFor(TestMiner miner) {
        return waiting.computeIfAbsent(miner, m -> new ArrayDeque<>());
    }

    private List<Long> completed() {
        return run.receipts()
                .microbatches()
                .filter(m -> m.state() == State.COMPLETE)
                .map(Microbatch::id)
                .toList();
    }

    /** Microbatches that were marked as given back. */
    List<Long> redone() {
        return run.receipts()
                .microbatches()
                .filter(Microbatch::redone)
                .map(Microbatch::id)
                .toList();
    }

    /** Steps that were marked as lost. */
    List<Integer> discarded() {
        return run.receipts()
                .steps()
                .filter(StepRecord::discarded)
                .map(record -> record.step().step())
                .sorted()
                .toList();
    }
}
