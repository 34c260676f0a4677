package dev.iota.miner.agent.step;

import dev.iota.core.wire.Event;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Microbatches whose gradients this miner accumulated in the epoch, so that none is accumulated twice: a repeated
 * request gets the answer again. Of the newest the whole answer is kept, of older ones the id. Not for several threads.
 */
public final class Applied {
    /** Ids that are remembered: hours of a fast stage, in a few megabytes. */
    private static final int MOST_IDS = 1 << 16;

    private final int mostAnswers;
    private final LinkedHashMap<Long, Optional<Answer>> answers = new LinkedHashMap<>();

    /**
     * What was answered.
     *
     * @param gradient the object that was stored, header and all; none at the head
     */
    public record Answer(Event.BackwardDone event, Optional<byte[]> gradient) {}

    /** @param mostAnswers that are kept whole */
    public Applied(int mostAnswers) {
        this.mostAnswers = mostAnswers;
    }

    public boolean contains(long microbatch) {
        return answers.containsKey(microbatch);
    }

    /** The answer, if it is kept still. */
    public Optional<Answer> answer(long microbatch) {
        return answers.getOrDefault(microbatch, Optional.empty());
    }

    public void add(Answer answer) {
        answers.put(answer.event().microbatch(), Optional.of(answer));
        trim();
    }

    /** Takes over what a snapshot holds: ids, oldest first, and the answers that were kept whole. */
    public void restore(List<Long> ids, List<Answer> whole) {
        ids.forEach(id -> answers.put(id, Optional.empty()));
        whole.forEach(answer -> answers.put(answer.event().microbatch(), Optional.of(answer)));
        trim();
    }

    private void trim() {
        while (answers.size() > MOST_IDS) {
            answers.pollFirstEntry();
        }
        var newer = 0;
        for (var entry : answers.sequencedEntrySet().reversed()) {
            if (newer++ >= mostAnswers) {
                if (entry.getValue().isEmpty()) {
                    return; // those before it were forgotten earlier
                }
                entry.setValue(Optional.empty());
            }
        }
    }

    /** The step that held these was given up. */
    public void removeAll(Collection<Long> microbatches) {
        microbatches.forEach(answers::remove);
    }

    public void clear() {
        answers.clear();
    }

    /** Ids, oldest first, without those of {@code but}. */
    public List<Long> ids(Collection<Long> but) {
        return answers.keySet().stream().filter(id -> !but.contains(id)).toList();
    }

    /** Whole answers, oldest first, without those of {@code but}. */
    public List<Answer> answers(Collection<Long> but) {
        return answers.values().stream()
                .flatMap(Optional::stream)
                .filter(answer -> !but.contains(answer.event().microbatch()))
                .toList();
    }
}
