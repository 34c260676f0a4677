package dev.iota.core.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Under which name the callers of one source address are counted. */
public final class Address {
    /** Bytes of an IPv6 address that name a network: whoever has one has all 2⁶⁴ addresses in it. */
    private static final int NETWORK = 8;

    private Address() {}

    /**
     * An IPv4 address itself, of an IPv6 address its network.
     *
     * @param source as the HTTP API saw it, never as a header says
     */
    public static String counted(String source) {
        try {
            return InetAddress.ofLiteral(source) instanceof Inet6Address v6
                    ? HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), NETWORK)) + "/64"
                    : source;
        } catch (IllegalArgumentException e) {
            return source;
        }
    }
}
