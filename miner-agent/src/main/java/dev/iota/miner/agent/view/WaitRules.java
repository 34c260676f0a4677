package dev.iota.miner.agent.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a miner waits for, by what it is at. These are the sentences of docs/miners.md. */
final class WaitRules {
    private static final String WORK = "work";
    private static final Duration FRESH = Duration.ofSeconds(90);

    private WaitRules() {}

    /** @return none while the device computes, and of a miner that ends */
    static Optional<Wait> find(Activity activity, Portrait.Life life, Optional<Told> told, Instant now) {
        return switch (life.status().phase()) {
            case REGISTERING -> Optional.of(registering(life));
            case STARTING -> Optional.of(starting(activity, now));
            case WORKING -> working(activity, life.status().contact().trouble(), fresh(told, now), now);
            case ENDING, ENDED -> Optional.empty();
        };
    }

    private static Wait registering(Portrait.Life life) {
        var trouble = life.status().contact().trouble();
        if (trouble.isPresent()) {
            return Wait.of("the orchestrator", trouble.get());
        }
        return life.refused()
                .map(no -> Wait.until("a place", no.reason(), Optional.of(no.until())))
                .orElseGet(() -> Wait.of("a stage", "the answer of the orchestrator, which names its stage"));
    }

    private static Wait starting(Activity activity, Instant now) {
        return activity.loading()
                .map(load -> weights(load, now))
                .orElseGet(() -> Wait.of("the engine", "the engine of its stage, which starts"));
    }

    /** Where the miner stands among those that wait for the same. */
    static Optional<ShownWait.Place> place(Wait wait, Optional<Told> told, Instant now) {
        return wait.what().equals(WORK) ? fresh(told, now).flatMap(Told::place) : Optional.empty();
    }

    /** What was said longer ago may not be so any more. */
    private static Optional<Told> fresh(Optional<Told> told, Instant now) {
        return told.filter(said -> said.at().plus(FRESH).isAfter(now));
    }

    private static Optional<Wait> working(
            Activity activity, Optional<String> trouble, Optional<Told> told, Instant now) {
        if (activity.doing().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(betweenEpochs(activity, now)
                .or(() -> trouble.map(sentence -> Wait.of("the orchestrator", sentence)))
                .orElseGet(() -> training(activity, told))
                .since(activity.restsSince()));
    }

    private static Optional<Wait> betweenEpochs(Activity activity, Instant now) {
        var sending = activity.sending();
        if (sending.isPresent()) {
            var upload = sending.get();
            return Optional.of(Wait.until(
                    "upload %d".formatted(upload.epoch()),
                    "its upload of epoch %d: %s are stored".formatted(upload.epoch(), upload.progress()),
                    upload.end(now)));
        }
        var loading = activity.loading();
        if (loading.isPresent()) {
            return loading.map(load -> weights(load, now));
        }
        var shards = activity.length("merge");
        return activity.uploaded().map(upload -> {
            var merging = shards > 0
                    ? "the merge of epoch %d: its upload is stored, and it merges %d shards"
                            .formatted(upload.epoch(), shards)
                    : "the merge of epoch %d: its upload is stored, and other miners merge".formatted(upload.epoch());
            return Wait.until(
                    "merge %d".formatted(upload.epoch()),
                    merging,
                    activity.lastMerge().map(lasted -> upload.at().plus(lasted)));
        });
    }

    private static Wait weights(Transfer load, Instant now) {
        return Wait.until(
                "weights %d".formatted(load.epoch()),
                "the weights of epoch %d: %s are here".formatted(load.epoch(), load.progress()),
                load.end(now));
    }

    private static Wait training(Activity activity, Optional<Told> told) {
        var next = activity.pace().next();
        var fetching = activity.length("fetch");
        if (fetching > 0) {
            return Wait.until("inputs", "the inputs of %d hops, which are fetched".formatted(fetching), next);
        }
        var awaited = activity.training().awaited().getAsInt();
        if (activity.length("compute") > 0) {
            return Wait.until(
                    "room",
                    "the gradients of %d microbatches: its step takes no more forwards until they come"
                            .formatted(awaited),
                    next);
        }
        return awaited > 0
                ? Wait.until(
                        "gradients",
                        "the gradients of %d microbatches, which the stages behind it compute".formatted(awaited),
                        next)
                : Wait.until(WORK, "work: no microbatch is at its stage" + why(told), next);
    }

    /** What the orchestrator says of the run, where that is a reason to wait. */
    private static String why(Optional<Told> told) {
        return told.filter(said -> said.reason().isPresent())
                .map(said -> "; the run is %s: %s"
                        .formatted(said.run(), said.reason().get()))
                .orElse("");
    }
}
