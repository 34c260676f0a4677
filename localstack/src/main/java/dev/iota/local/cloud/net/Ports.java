package dev.iota.local.cloud.net;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Chooses and checks ports. */
public final class Ports {
    /**
     * Below the ranges from which systems take the source ports of connections (Linux from 32768, others from 49152). A
     * client that reconnects to a cloud that is down would otherwise sooner or later be given the very port it knocks
     * at, connect to itself, and keep the cloud from coming back.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 200;

    private Ports() {}

    /** A port nobody listens on. */
    public static int free(RandomGenerator random) throws CloudException {
        return free(random, Set.of());
    }

    /** The same, and none of those that somebody will listen on. */
    public static int free(RandomGenerator random, Set<Integer> promised) throws CloudException {
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            var port = random.nextInt(FIRST, LAST);
            if (!promised.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new CloudException("no free port was found between %d and %d on %s in %d attempts; name one with --port"
                .formatted(FIRST, LAST, Loopback.HOST, ATTEMPTS));
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections that a killed cloud left waiting do not count
            socket.bind(Loopback.address(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
