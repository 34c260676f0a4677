/**
 * Rules that the tests of every module keep. The build adds this folder to the test sources of all modules, since a jar
 * of test classes would need a module of its own. In: what a module compiled. Out: nothing; a broken rule fails the
 * module's test. Next door: each module's own architecture test, which has the rules of that module alone.
 */
@NullMarked
package dev.iota.rules;

import org.jspecify.annotations.NullMarked;
