package dev.iota.model.text.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads structures in Thrift's compact protocol, which parquet describes itself in. */
final class Thrift {
    private static final int DEEPEST = 32;

    private final InputStream in;

    Thrift(InputStream in) {
        this.in = in;
    }

    /** Fields by their numbers. */
    record Struct(Map<Integer, Object> fields) {
        /** @throws IOException if it is missing or no number that is not negative */
        long number(int field) throws IOException {
            if (fields.get(field) instanceof Long number && number >= 0) {
                return number;
            }
            throw new IOException("it is damaged: a description has no field %d".formatted(field));
        }

        long number(int field, long otherwise) {
            return fields.get(field) instanceof Long number ? number : otherwise;
        }

        /** A number that has to fit. */
        int small(int field) throws IOException {
            var number = number(field);
            if (number > Integer.MAX_VALUE) {
                throw new IOException("it is damaged: a description says %d".formatted(number));
            }
            return (int) number;
        }

        boolean flag(int field, boolean otherwise) {
            return fields.get(field) instanceof Boolean flag ? flag : otherwise;
        }

        String text(int field) {
            return fields.get(field) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
        }

        boolean has(int field) {
            return fields.containsKey(field);
        }

        Struct struct(int field) throws IOException {
            if (fields.get(field) instanceof Struct struct) {
                return struct;
            }
            throw new IOException("it is damaged: a description has no part %d".formatted(field));
        }

        List<Struct> structs(int field) throws IOException {
            var structs = new ArrayList<Struct>();
            if (fields.get(field) instanceof List<?> list) {
                for (var element : list) {
                    if (!(element instanceof Struct struct)) {
                        throw new IOException("it is damaged: a list of descriptions has something else in it");
                    }
                    structs.add(struct);
                }
            }
            return structs;
        }
    }

    /** The structure that begins here. */
    Struct struct() throws IOException {
        return struct(0);
    }

    private Struct struct(int depth) throws IOException {
        var fields = new LinkedHashMap<Integer, Object>();
        var field = 0;
        for (var head = one(); head != 0; head = one()) {
            field = head >>> 4 == 0 ? (int) signed() : field + (head >>> 4);
            fields.put(field, value(head & 0xf, depth));
        }
        return new Struct(fields);
    }

    private Object value(int type, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("it is damaged: its description is nested more than %d deep".formatted(DEEPEST));
        }
        return switch (type) {
            case 1 -> true;
            case 2 -> false;
            case 3 -> (long) (byte) one();
            case 4, 5, 6 -> signed();
            case 7 -> bytes(Double.BYTES);
            case 8 -> bytes(length());
            case 9, 10 -> list(depth);
            case 11 -> map(depth);
            case 12 -> struct(depth + 1);
            default -> throw new IOException("it is damaged: its description has a value of type %d".formatted(type));
        };
    }

    private List<Object> list(int depth) throws IOException {
        var head = one();
        var length = head >>> 4 == 0xf ? length() : head >>> 4;
        var list = new ArrayList<>();
        for (var i = 0; i < length; i++) {
            list.add(element(head & 0xf, depth));
        }
        return list;
    }

    /** Nothing that parquet says in a map is asked for. */
    private List<Object> map(int depth) throws IOException {
        var length = length();
        var types = length == 0 ? 0 : one();
        for (var i = 0; i < length; i++) {
            element(types >>> 4, depth);
            element(types & 0xf, depth);
        }
        return List.of();
    }

    /** In lists, unlike in fields, a truth value has a byte. */
    private Object element(int type, int depth) throws IOException {
        return type == 1 || type == 2 ? Boolean.valueOf(one() == 1) : value(type, depth + 1);
    }

    private byte[] bytes(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private int length() throws IOException {
        var length = unsigned(in);
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new IOException("it is damaged: its description says a length of %d".formatted(length));
        }
        return (int) length;
    }

    private long signed() throws IOException {
        return zigzag(unsigned(in));
    }

    private int one() throws IOException {
        return one(in);
    }

    /** A byte, where there has to be one. */
    static int one(InputStream in) throws IOException {
        var one = in.read();
        if (one < 0) {
            throw new EOFException();
        }
        return one;
    }

    /** A number of which each byte holds seven bits, lowest first. */
    static long unsigned(InputStream in) throws IOException {
        var number = 0L;
        for (var shift = 0; shift < Long.SIZE; shift += 7) {
            var one = one(in);
            number |= (long) (one & 0x7f) << shift;
            if (one < 0x80) {
                return number;
            }
        }
        throw new IOException("it is damaged: a number has no end");
    }

    /** Small numbers of either sign are small numbers. */
    static long zigzag(long number) {
        return (number >>> 1) ^ -(number & 1);
    }
}
