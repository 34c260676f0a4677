package dev.iota.local.runner.line;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a line: packets leave one after the other at its rate, wait for that in a queue of bounded length,
 * and arrive later by its delay. What finds the queue full is lost.
 */
final class OneWay {
    private static final double NANOS = 1e9;

    /** The line is no more. */
    private static final Packet END = new Packet(new byte[0], 0);

    /** Of a usual access router: so much of the line's time waits at most. */
    private static final Duration QUEUE = Duration.ofMillis(400);

    private final TunDevice from;
    private final TunDevice to;
    private final double nanosPerByte;
    private final Duration delay;
    private final LinkedBlockingQueue<Packet> under = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    /** A packet, and when it arrives. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never changed
    private record Packet(byte[] content, long nanos) {}

    /** @param rate bytes/s */
    OneWay(TunDevice from, TunDevice to, long rate, Duration delay) {
        this.from = from;
        this.to = to;
        this.nanosPerByte = NANOS / rate;
        this.delay = delay;
    }

    void begin() {
        Thread.ofPlatform().daemon().name("into " + from.name()).start(this::take);
        Thread.ofPlatform().daemon().name("out of " + to.name()).start(this::give);
    }

    /** What has crossed it so far. */
    long bytes() {
        return bytes.get();
    }

    private void take() {
        var free = System.nanoTime();
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(TunDevice.PACKET);
            for (var packet = from.read(buffer); packet.length > 0; packet = from.read(buffer)) {
                var now = System.nanoTime();
                free = Math.max(free, now);
                if (free - now > QUEUE.toNanos()) {
                    continue;
                }
                free += Math.round(packet.length * nanosPerByte);
                under.add(new Packet(packet, free + delay.toNanos()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            under.add(END);
        }
    }

    private void give() {
        try (var arena = Arena.ofConfined()) {
            var buffer = arena.allocate(TunDevice.PACKET);
            for (var packet = under.take(); packet.content().length > 0; packet = under.take()) {
                TimeUnit.NANOSECONDS.sleep(packet.nanos() - System.nanoTime());
                to.write(buffer, packet.content());
                bytes.addAndGet(packet.content().length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
