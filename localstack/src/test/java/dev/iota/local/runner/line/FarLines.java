package dev.iota.local.runner.line;

import dev.iota.local.runner.chaos.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A place for a cloud, and far places each with a line of its own to it. A program at a far place that connects to the
 * loopback address reaches the cloud's place over the line: the addresses that the cloud gives out stay right.
 */
public final class FarLines implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("unshare", "nsenter", "ip", "sh", "setsid");

    private final OwnNetwork cloud;
    private final Map<String, OwnNetwork> far = new LinkedHashMap<>();
    private final Map<String, Line> lines = new LinkedHashMap<>();

    private record Line(OneWay up, OneWay down) {}

    private FarLines(OwnNetwork cloud) {
        this.cloud = cloud;
    }

    /** Why this machine cannot make any; empty if it can. */
    public static Optional<String> unavailable() {
        for (var program : PROGRAMS) {
            if (!Shell.has(program)) {
                return Optional.of("a far line needs the program " + program);
            }
        }
        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            return Optional.of("a far line needs /dev/net/tun, as root");
        }
        var said = Shell.run("unshare", "-n", "ip", "link", "set", "lo", "up");
        return said.well()
                ? Optional.empty()
                : Optional.of("a far line needs a network of its own (unshare -n, as root): " + said.text());
    }

    /**
     * Makes them.
     *
     * @param names of the far places
     * @param rate bytes/s of each direction of each line
     * @param delay of each direction
     */
    public static FarLines open(List<String> names, long rate, Duration delay) throws IOException {
        var all = new FarLines(OwnNetwork.open());
        try {
            all.cloud.require("ip", "link", "set", "lo", "up");
            all.cloud.require("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1");
            for (var number = 0; number < names.size(); number++) {
                all.join(names.get(number), number, rate, delay);
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void join(String name, int number, long rate, Duration delay) throws IOException {
        var place = OwnNetwork.open();
        far.put(name, place);
        var here = address(number, 1);
        var there = address(number, 2);
        var near = device(cloud, "n" + number, here, there);
        var away = device(place, "f" + number, there, here);
        // The loopback address is not here, but at the other end. A program may listen on it all the same.
        place.require("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1", "net.ipv4.ip_nonlocal_bind=1");
        place.require("ip", "route", "add", "127.0.0.1/32", "dev", away.name(), "src", there);
        var line = new Line(new OneWay(away, near, rate, delay), new OneWay(near, away, rate, delay));
        line.up().begin();
        line.down().begin();
        lines.put(name, line);
    }

    private static TunDevice device(OwnNetwork place, String end, String address, String peer) throws IOException {
        // For a moment it is in the network of this process, where other tests may have theirs.
        var device =
                TunDevice.create("iota%d%s".formatted(ProcessHandle.current().pid(), end));
        Shell.require("ip", "link", "set", device.name(), "netns", Long.toString(place.pid()));
        place.require("ip", "address", "add", address, "peer", peer, "dev", device.name());
        place.require("ip", "link", "set", device.name(), "up");
        return device;
    }

    private static String address(int number, int end) {
        return "10.77.%d.%d".formatted(number, end);
    }

    /** What the command of a program begins with that is to run at a far place. */
    public List<String> prefix(String name) {
        return place(name).prefix();
    }

    private OwnNetwork place(String name) {
        return Optional.ofNullable(far.get(name)).orElseThrow(() -> new IllegalArgumentException(name));
    }

    /**
     * A folder for the beginning of {@code PATH}: the {@code setsid} in it puts the programs that a runner starts at
     * their places, and leaves a program where the runner is if it has none.
     *
     * @param words of the command of what runs at each far place
     * @param cloudWord of the command of the cloud
     */
    public Path launcher(Path folder, Map<String, String> words, String cloudWord) throws IOException {
        var cases = new ArrayList<String>();
        cases.add(arm(cloudWord, cloud));
        words.forEach((name, word) -> cases.add(arm(word, place(name))));
        var script =
                Files.writeString(folder.resolve("setsid"), """
                #!/bin/sh
                case "$*" in
                %s
                esac
                exec %s "$@"
                """.formatted(String.join("\n", cases), program("setsid")));
        Shell.require("chmod", "+x", script.toString());
        return folder;
    }

    private static String arm(String word, OwnNetwork place) {
        return "*'%s'*) exec %s %s \"$@\" ;;".formatted(word, String.join(" ", place.prefix()), program("setsid"));
    }

    private static String program(String name) {
        return Shell.run("sh", "-c", "command -v " + name).text();
    }

    /** What has crossed each line, up and down. */
    public String traffic() {
        return lines.entrySet().stream()
                .map(line -> "%s %.1f MB up, %.1f MB down"
                        .formatted(
                                line.getKey(),
                                line.getValue().up().bytes() / 1e6,
                                line.getValue().down().bytes() / 1e6))
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        far.values().forEach(OwnNetwork::close);
        cloud.close();
    }
}
