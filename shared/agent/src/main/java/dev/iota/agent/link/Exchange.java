package dev.iota.agent.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** One request and its answer: it takes as long as bytes move, and is given up when none does for a time. */
final class Exchange {
    private final HttpClient http;
    private final Duration stalled;
    private final AtomicLong moved;

    /** By the clock of the machine: what a person sets has no part in it. */
    private volatile long last = System.nanoTime();

    /**
     * @param stalled it is given up when no byte moved for so long
     * @param moved counts the bytes, as they move
     */
    Exchange(HttpClient http, Duration stalled, AtomicLong moved) {
        this.http = http;
        this.stalled = stalled;
        this.moved = moved;
    }

    /**
     * @param request whose body, if it has one, went through {@link #counted}
     * @param limit so many bytes of the answer are read at most
     * @throws HttpTimeoutException if nothing moved for too long
     */
    HttpResponse<byte[]> send(HttpRequest request, int limit) throws IOException, InterruptedException {
        var answer = http.sendAsync(request, info -> new Answer(limit));
        try {
            while (true) {
                var left = stalled.toNanos() - (System.nanoTime() - last);
                if (left <= 0) {
                    throw new HttpTimeoutException("no byte moved for %s".formatted(stalled));
                }
                try {
                    return answer.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // Something may have moved meanwhile.
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e);
        } finally {
            answer.cancel(true);
        }
    }

    /** A body whose bytes are counted when they are taken to be sent. */
    BodyPublisher counted(BodyPublisher body) {
        return new BodyPublisher() {
            @Override
            public long contentLength() {
                return body.contentLength();
            }

            @Override
            public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
                body.subscribe(new Sending(subscriber));
            }
        };
    }

    private void count(long bytes) {
        last = System.nanoTime();
        moved.addAndGet(bytes);
    }

    private final class Sending implements Flow.Subscriber<ByteBuffer> {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;

        private Sending(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer bytes) {
            count(bytes.remaining());
            subscriber.onNext(bytes);
        }

        @Override
        public void onError(Throwable error) {
            subscriber.onError(error);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    /** The first bytes of an answer. */
    private final class Answer implements BodySubscriber<byte[]> {
        private final int limit;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private volatile Flow.Subscription subscription = new Unlimited();

        private Answer(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (var buffer : buffers) {
                count(buffer.remaining());
                var taken = new byte[Math.min(buffer.remaining(), limit - bytes.size())];
                buffer.get(taken);
                bytes.writeBytes(taken);
            }
            if (bytes.size() == limit) {
                subscription.cancel();
                body.complete(bytes.toByteArray());
            }
        }

        @Override
        public void onError(Throwable error) {
            body.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }

    /** Before there is one. */
    private static final class Unlimited implements Flow.Subscription {
        @Override
        public void request(long count) {
            // Nothing comes yet.
        }

        @Override
        public void cancel() {
            // Nothing comes yet.
        }
    }
}
