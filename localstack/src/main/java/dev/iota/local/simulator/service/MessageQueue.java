package dev.iota.local.simulator.service;

import dev.iota.local.simulator.clock.Agenda;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A queue and the function that it invokes: messages come at least once and in any order, in batches of what is there,
 * and again when their invocation failed. Invocations at a time grow as those of an event source mapping do.
 *
 * @param <M> what a message says
 * @param <E> see {@link FunctionPool}
 */
public final class MessageQueue<M, E> {
    /** Invocations at a time that an event source mapping begins with. */
    private static final int FIRST_CONCURRENCY = 5;

    /** Microseconds between two more: three hundred a minute. */
    private static final long GROWTH = 200_000;

    /** A message that failed so often is a dead letter. */
    private static final int MOST_RECEIVES = 5;

    private final Agenda agenda;
    private final FunctionPool<E> pool;
    private final Handler<M, E> handler;
    private final Delivery delivery;
    private final SplittableRandom random;
    private final ServiceUse use;
    private final Deque<Envelope<M>> ready = new ArrayDeque<>();
    private int running;
    private int allowed = FIRST_CONCURRENCY;
    private long grown;
    private int longest;
    private long deadLetters;
    private boolean waits;

    /**
     * How messages arrive.
     *
     * @param batch most messages of one invocation
     * @param millis that one takes, at the least
     * @param spreadMillis up to so much more, drawn: so they change places
     * @param repeated share that comes twice
     * @param visibilitySeconds after which one comes again whose invocation failed
     */
    public record Delivery(int batch, double millis, double spreadMillis, double repeated, double visibilitySeconds) {}

    /** Does what a message asks for, and says when it is done. */
    @FunctionalInterface
    public interface Handler<M, E> {
        /** @param done to be called once, at the end; not if the invocation dies */
        void handle(M message, Invocation<E> invocation, Done done);
    }

    /** Hears whether a message was handled: one that was not comes again, alone. */
    @FunctionalInterface
    public interface Done {
        void with(boolean handled);
    }

    private static final class Envelope<M> {
        private final M message;
        private int receives;

        Envelope(M message) {
            this.message = message;
        }
    }

    public MessageQueue(
            Agenda agenda,
            FunctionPool<E> pool,
            Handler<M, E> handler,
            Delivery delivery,
            SplittableRandom random,
            ServiceUse use) {
        this.agenda = agenda;
        this.pool = pool;
        this.handler = handler;
        this.delivery = delivery;
        this.random = random;
        this.use = use;
    }

    /** @param at when it reaches the queue, in microseconds */
    public void send(M message, long at) {
        use.queue(1);
        arrive(message, at);
        if (delivery.repeated > 0 && random.nextDouble() < delivery.repeated) {
            arrive(message, at + (long) (random.nextDouble() * delivery.visibilitySeconds * 1e6));
        }
    }

    private void arrive(M message, long at) {
        var millis = delivery.millis + random.nextDouble() * delivery.spreadMillis;
        agenda.at(at + (long) (millis * 1000), () -> ready(new Envelope<>(message)));
    }

    private void ready(Envelope<M> envelope) {
        ready.add(envelope);
        longest = Math.max(longest, ready.size());
        pump();
    }

    /** Messages that wait to be handled. */
    public int size() {
        return ready.size();
    }

    private void pump() {
        while (!ready.isEmpty()) {
            if (running >= allowed && !grow()) {
                return;
            }
            var batch = new ArrayList<Envelope<M>>(Math.min(delivery.batch, ready.size()));
            var begun = pool.begin(() -> failed(batch));
            if (begun.isEmpty()) {
                later();
                return;
            }
            running++;
            use.queue(2);
            while (batch.size() < delivery.batch && !ready.isEmpty()) {
                var envelope = ready.remove();
                envelope.receives++;
                batch.add(envelope);
            }
            next(batch, 0, begun.get());
        }
    }

    private boolean grow() {
        if (agenda.micros() - grown < GROWTH) {
            later();
            return false;
        }
        grown = agenda.micros();
        allowed++;
        return true;
    }

    private void later() {
        if (!waits) {
            waits = true;
            agenda.at(agenda.micros() + GROWTH, () -> {
                waits = false;
                pump();
            });
        }
    }

    private void next(List<Envelope<M>> batch, int index, Invocation<E> invocation) {
        if (index == batch.size()) {
            invocation.end(() -> {
                running--;
                pump();
            });
            return;
        }
        var envelope = batch.get(index);
        handler.handle(envelope.message, invocation, handled -> {
            if (!handled) {
                again(envelope);
            }
            next(batch, index + 1, invocation);
        });
    }

    /** All of the batch comes again: what was done of it counts once. */
    private void failed(List<Envelope<M>> batch) {
        running--;
        batch.forEach(this::again);
        agenda.afterMillis(0, this::pump);
    }

    private void again(Envelope<M> envelope) {
        if (envelope.receives >= MOST_RECEIVES) {
            deadLetters++;
        } else {
            agenda.afterSeconds(delivery.visibilitySeconds, () -> ready(envelope));
        }
    }

    /** Most messages that waited at one time. */
    public int longest() {
        return longest;
    }

    public long deadLetters() {
        return deadLetters;
    }
}
