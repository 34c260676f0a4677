package dev.iota.local.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.iota.core.api.AuditCounts;
import dev.iota.core.api.ErrorResponse;
import dev.iota.core.api.view.EventsView;
import dev.iota.core.api.view.MinerSummary;
import dev.iota.core.api.view.MinerSummary.State;
import dev.iota.core.api.view.MinerView;
import dev.iota.core.api.view.MinersView;
import dev.iota.core.api.view.RunSample;
import dev.iota.core.api.view.RunView;
import dev.iota.core.api.view.SeriesView;
import dev.iota.core.api.view.StageSummary;
import dev.iota.core.api.view.StagesView;
import dev.iota.core.api.view.View;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Hotkey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** A run that no test could start: its documents are the real ones, made up. */
final class LargeNetwork implements AutoCloseable {
    static final int STAGES = 5;

    /** What a miner may say of itself. */
    static final String HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    private static final int PAGE = 100;
    private static final int SAMPLES = 720;
    private static final int TOKENS = 4096;
    private static final int MINERS_OF_A_STAGE = 2000;
    private static final long SEED = 7;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final Duration AGE = Duration.ofHours(1);
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<MinerSummary> miners;
    private final Instant began;

    private LargeNetwork(HttpServer server, List<MinerSummary> miners, Instant began) {
        this.server = server;
        this.miners = miners;
        this.began = began;
    }

    /** @param now when it is an hour old */
    static LargeNetwork of(int miners, Instant now) throws IOException {
        var random = new Random(SEED);
        var began = now.minus(AGE);
        var all = IntStream.range(0, miners)
                .mapToObj(number -> miner(number, random, began))
                .sorted((a, b) -> a.hotkey().compareTo(b.hotkey()))
                .toList();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var network = new LargeNetwork(server, all, began);
        server.setExecutor(network.threads);
        server.createContext("/", network::serve);
        server.start();
        return network;
    }

    URI address() {
        return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    }

    private static MinerSummary miner(int number, Random random, Instant began) {
        var key = new byte[32];
        random.nextBytes(key);
        var state = List.of(State.READY, State.NOT_READY, State.SILENT, State.EVICTED)
                .get(Math.max(0, random.nextInt(16) - 12));
        var slots = state == State.READY ? 2 + random.nextInt(7) : 0;
        var devices = List.of("cpu, 8 threads", "NVIDIA H100 80GB", "NVIDIA RTX 4090");
        return new MinerSummary(
                Hotkey.of(key),
                state,
                number % STAGES,
                number,
                began.plusSeconds(random.nextInt(3600)),
                slots,
                slots == 0 ? 0 : random.nextInt(slots + 1),
                random.nextInt(100_000),
                random.nextInt(100_000),
                0.01 + random.nextDouble(),
                "0.1.0",
                number == 1 ? HOSTILE : devices.get(random.nextInt(devices.size())),
                state == State.EVICTED ? Optional.of(Instant.now().plus(Duration.ofHours(1))) : Optional.empty());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (path.startsWith("/v1/")) {
                var query =
                        Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
                var found = document(path.substring("/v1/".length()), query);
                send(
                        exchange,
                        found.isPresent() ? OK : NOT_FOUND,
                        "application/json",
                        found.map(Json::write)
                                .orElse(Json.write(
                                        new ErrorResponse("there is no " + path, Optional.empty(), Optional.empty())))
                                .getBytes(StandardCharsets.UTF_8));
            } else {
                file(exchange, path.equals("/") ? "/index.html" : path);
            }
        }
    }

    private static void file(HttpExchange exchange, String path) throws IOException {
        try (var content = LargeNetwork.class.getResourceAsStream("/dashboard" + path)) {
            if (content == null) {
                send(exchange, NOT_FOUND, "text/plain", new byte[0]);
            } else {
                var type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
                send(exchange, OK, type, content.readAllBytes());
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        exchange.getResponseHeaders().set("content-type", type);
        exchange.getResponseHeaders().set("content-encoding", "gzip");
        exchange.sendResponseHeaders(status, compressed.size());
        exchange.getResponseBody().write(compressed.toByteArray());
    }

    private Optional<View> document(String what, String query) {
        var now = Instant.now();
        return Optional.ofNullable(
                switch (what) {
                    case "run" -> run(now);
                    case "stages" -> stages(now);
                    case "series" -> series(now, query);
                    case "events" -> new EventsView(View.FORMAT, now, List.of(), Optional.empty());
                    case "miners" -> page(now, query);
                    default ->
                        miners.stream()
                                .filter(miner -> what.equals("miners/" + miner.hotkey()))
                                .findFirst()
                                .map(miner -> one(now, miner))
                                .orElse(null);
                });
    }

    private View run(Instant now) {
        var done = Duration.between(began, now).toMillis();
        return new RunView(
                View.FORMAT,
                now,
                "run-of-many",
                RunView.State.TRAINING,
                Optional.empty(),
                new RunView.Shape(STAGES, 20, TOKENS),
                0,
                0,
                Optional.empty(),
                new RunView.Work(done + 900, done, 0, 0, 900, 0, 0, done * TOKENS, 3.2, 2.9),
                AuditCounts.NONE,
                Optional.empty(),
                Optional.empty());
    }

    private View stages(Instant now) {
        return StagesView.of(
                now,
                IntStream.range(0, STAGES).mapToObj(stage -> stage(now, stage)).toList());
    }

    private StageSummary stage(Instant now, int number) {
        var here = miners.stream().filter(miner -> miner.stage() == number).toList();
        ToIntFunction<State> many = state ->
                (int) here.stream().filter(miner -> miner.state() == state).count();
        var ready = many.applyAsInt(State.READY);
        return new StageSummary(
                number,
                now,
                new StageSummary.Miners(
                        ready + many.applyAsInt(State.NOT_READY),
                        ready,
                        many.applyAsInt(State.SILENT),
                        many.applyAsInt(State.EVICTED),
                        now),
                new StageSummary.Work(
                        here.stream().mapToInt(MinerSummary::slots).sum(),
                        here.stream().mapToInt(MinerSummary::slotsInUse).sum(),
                        number == 2 ? 40 : number,
                        Optional.of(900.0 + number),
                        Optional.of(60.0 + 5 * number)),
                new StageSummary.Totals(1_000_000, 100_000));
    }

    private View series(Instant now, String query) {
        var hours = query.contains("hour");
        var more = query.contains("since=");
        var samples = hours || more
                ? List.<RunSample>of()
                : IntStream.range(0, SAMPLES).mapToObj(this::sample).toList();
        return new SeriesView(
                View.FORMAT,
                now,
                hours ? SeriesView.Resolution.HOUR : SeriesView.Resolution.FINE,
                samples,
                Optional.empty());
    }

    private RunSample sample(int number) {
        var loss = 2.5 + 4 * Math.exp(-number / 200.0);
        return new RunSample(
                began.plusSeconds(5L * number),
                0,
                5000L * number,
                5000L * number * TOKENS,
                number * loss,
                Optional.of(loss),
                Optional.of(4e6),
                0,
                0,
                IntStream.range(0, STAGES)
                        .mapToObj(stage -> new RunSample.StagePoint(
                                MINERS_OF_A_STAGE, 4000, stage, Optional.of(60.0 + 5 * stage + number % 7)))
                        .toList());
    }

    private View page(Instant now, String query) {
        var after = query.replaceFirst("^.*after=", "");
        var from = query.contains("after=") ? after : "";
        var page = miners.stream()
                .filter(miner -> miner.hotkey().address().compareTo(from) > 0)
                .limit(PAGE)
                .toList();
        return new MinersView(
                View.FORMAT,
                now,
                page,
                page.size() < PAGE
                        ? Optional.empty()
                        : Optional.of(page.getLast().hotkey().address()));
    }

    private static View one(Instant now, MinerSummary miner) {
        return new MinerView(
                View.FORMAT,
                now,
                miner,
                new MinerView.Effort(100, 120, Optional.of(0)),
                new MinerView.Conduct(0, 0, "", ""),
                Optional.empty());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
