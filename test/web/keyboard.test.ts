import t from 'tap';
import { keyboardOn, press } from './keys.js';

t.test('a key goes down and comes up by its place', async (t) => {
  const { keyboard, sent } = keyboardOn('linux');
  t.equal(keyboard.down(press('KeyQ', 'a')), true);
  t.equal(keyboard.up(press('KeyQ', 'a')), true);
  t.same(sent(), ['+10', '-10'], 'AZERTY writes a where Q is; the host hears the place');
});

t.test('repeats pass, modifiers do not repeat', async (t) => {
  const { keyboard, sent } = keyboardOn('linux');
  keyboard.down(press('ShiftLeft', 'Shift', { mods: ['Shift'] }));
  keyboard.down(press('ShiftLeft', 'Shift', { mods: ['Shift'], repeat: true }));
  keyboard.down(press('KeyA', 'A', { mods: ['Shift'] }));
  keyboard.down(press('KeyA', 'A', { mods: ['Shift'], repeat: true }));
  t.same(sent(), ['+2a', '+1e', '+1e']);
});

t.test('extended keys carry their prefix, Pause its own sequence', async (t) => {
  const { keyboard, sent } = keyboardOn('linux');
  keyboard.down(press('ArrowLeft', 'ArrowLeft'));
  keyboard.up(press('ArrowLeft', 'ArrowLeft'));
  keyboard.down(press('Pause', 'Pause'));
  keyboard.up(press('Pause', 'Pause'));
  t.same(sent(), ['+e04b', '-e04b', '+e11d', '+45', '-e11d', '-45']);
});

t.test('Print Screen is reported by its release only on Windows', async (t) => {
  const { keyboard, sent } = keyboardOn('windows');
  keyboard.up(press('PrintScreen', 'PrintScreen'));
  t.same(sent(), ['+e037', '-e037']);
  const linux = keyboardOn('linux');
  linux.keyboard.down(press('PrintScreen', 'PrintScreen'));
  linux.keyboard.up(press('PrintScreen', 'PrintScreen'));
  t.same(linux.sent(), ['+e037', '-e037']);
});

t.test('Korean keys have no release', async (t) => {
  const { keyboard, sent } = keyboardOn('linux');
  keyboard.down(press('Lang1', 'HangulMode'));
  t.same(sent(), ['+72', '-72']);
});

t.test('AltGr', async (t) => {
  t.test('on Windows is one key, not Control and Alt', async (t) => {
    const { keyboard, sent } = keyboardOn('windows');
    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.down(press('AltRight', 'AltGraph', { mods: ['Control', 'Alt', 'AltGraph'] }));
    keyboard.down(press('KeyQ', '@', { mods: ['Control', 'Alt', 'AltGraph'] }));
    keyboard.up(press('KeyQ', '@', { mods: ['Control', 'Alt', 'AltGraph'] }));
    keyboard.up(press('ControlLeft', 'Control', { mods: ['Alt', 'AltGraph'] }));
    keyboard.up(press('AltRight', 'AltGraph'));
    t.same(sent(), ['+e038', '+10', '-10', '-e038']);
    t.same(keyboard.heldKeys, []);
  });

  t.test('repeats on Windows without bringing Control back', async (t) => {
    const { keyboard, sent } = keyboardOn('windows');
    const mods = ['Control', 'Alt', 'AltGraph'];
    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.down(press('AltRight', 'AltGraph', { mods }));
    keyboard.down(press('ControlLeft', 'Control', { mods, repeat: true }));
    keyboard.down(press('AltRight', 'AltGraph', { mods, repeat: true }));
    t.same(sent(), ['+e038']);
  });

  t.test('elsewhere arrives alone and passes', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.down(press('AltRight', 'AltGraph', { mods: ['AltGraph'] }));
    keyboard.down(press('KeyQ', '@', { mods: ['AltGraph'] }));
    keyboard.up(press('KeyQ', '@', { mods: ['AltGraph'] }));
    keyboard.up(press('AltRight', 'AltGraph'));
    t.same(sent(), ['+e038', '+10', '-10', '-e038']);
  });

  t.test('a real Control on Windows arrives after a moment, or with the next key or click', async (t) => {
    const { keyboard, sent, runTimers } = keyboardOn('windows');
    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    t.same(sent(), []);
    runTimers();
    t.same(sent(), ['+1d']);
    keyboard.up(press('ControlLeft', 'Control'));
    t.same(sent(), ['-1d']);

    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.down(press('KeyC', 'c', { mods: ['Control'] }));
    t.same(sent(), ['+1d', '+2e']);
    keyboard.releaseAll();
    sent();

    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.observe(press('', '', { mods: ['Control'] }));
    t.same(sent(), ['+1d'], 'Control+click finds Control down');
  });

  t.test('a tap of Control on Windows is not lost', async (t) => {
    const { keyboard, sent } = keyboardOn('windows');
    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.up(press('ControlLeft', 'Control'));
    t.same(sent(), ['+1d', '-1d']);
  });
});

t.test('nothing stays down', async (t) => {
  t.test('when the focus is lost', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.down(press('KeyA', 'a', { mods: ['Control'] }));
    sent();
    keyboard.releaseAll();
    t.same(sent(), ['-1e', '-1d']);
    t.equal(keyboard.up(press('KeyA', 'a')), false, 'its late release says nothing');
    t.same(sent(), []);
  });

  t.test('when a modifier was released where nobody saw it', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.down(press('AltLeft', 'Alt', { mods: ['Alt'] }));
    keyboard.down(press('KeyX', 'x'));
    t.same(sent(), ['+38', '-38', '+2d']);
  });

  t.test('when one of two Shift keys has no release of its own', async (t) => {
    const { keyboard, sent } = keyboardOn('windows');
    keyboard.down(press('ShiftLeft', 'Shift', { mods: ['Shift'] }));
    keyboard.down(press('ShiftRight', 'Shift', { mods: ['Shift'] }));
    keyboard.up(press('ShiftRight', 'Shift'));
    keyboard.down(press('KeyX', 'x'));
    t.same(sent(), ['+2a', '+36', '-36', '-2a', '+2d']);
  });

  t.test('when the mode changes between press and release', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.down(press('KeyA', 'a'));
    keyboard.mode = 'character';
    keyboard.up(press('KeyA', 'a'));
    t.same(sent(), ['+1e', '-1e']);
  });
});

t.test('on a Mac', async (t) => {
  t.test('Command acts as Control, and keys pressed with it come up at once', async (t) => {
    const { keyboard, sent } = keyboardOn('mac');
    keyboard.down(press('MetaLeft', 'Meta', { mods: ['Meta'] }));
    keyboard.down(press('KeyC', 'c', { mods: ['Meta'] }));
    keyboard.up(press('MetaLeft', 'Meta'));
    t.same(sent(), ['+1d', '+2e', '-2e', '-1d']);
  });

  t.test('Command is the Windows key when asked for', async (t) => {
    const { keyboard, sent } = keyboardOn('mac');
    keyboard.commandKey = 'windows';
    keyboard.down(press('MetaRight', 'Meta', { mods: ['Meta'] }));
    keyboard.up(press('MetaRight', 'Meta'));
    t.same(sent(), ['+e05c', '-e05c']);
  });

  t.test('Caps Lock goes down when switched on and up when switched off: each is a tap', async (t) => {
    const { keyboard, sent } = keyboardOn('mac');
    keyboard.observe(press('', ''));
    sent();
    keyboard.down(press('CapsLock', 'CapsLock', { mods: ['CapsLock'] }));
    t.same(sent(), ['+3a', '-3a']);
    keyboard.down(press('KeyA', 'A', { mods: ['CapsLock'] }));
    keyboard.up(press('KeyA', 'A', { mods: ['CapsLock'] }));
    t.same(sent(), ['+1e', '-1e'], 'the host has switched by itself');
    keyboard.up(press('CapsLock', 'CapsLock'));
    t.same(sent(), ['+3a', '-3a']);
  });

  t.test('the numeric pad always writes digits', async (t) => {
    const { keyboard, all } = keyboardOn('mac');
    keyboard.down(press('Numpad7', '7'));
    t.same(all(), ['sync:n', '+47']);
  });
});

t.test('lock keys', async (t) => {
  t.test('the host hears of them with the first key after the focus came back', async (t) => {
    const { keyboard, all } = keyboardOn('linux');
    keyboard.down(press('KeyA', 'A', { mods: ['CapsLock', 'NumLock'] }));
    keyboard.up(press('KeyA', 'A', { mods: ['CapsLock', 'NumLock'] }));
    keyboard.down(press('KeyB', 'B', { mods: ['CapsLock', 'NumLock'] }));
    t.same(all(), ['sync:nc', '+1e', '-1e', '+30']);
    keyboard.releaseAll();
    keyboard.down(press('KeyA', 'a', { mods: ['NumLock'] }));
    t.same(all(), ['-30', 'sync:n', '+1e']);
  });

  t.test('a lock key is passed on and not synchronised again', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.down(press('KeyA', 'a'));
    keyboard.up(press('KeyA', 'a'));
    sent();
    // X11 reports the state before the press, Windows the one after it; both are ignored.
    keyboard.down(press('CapsLock', 'CapsLock'));
    keyboard.up(press('CapsLock', 'CapsLock', { mods: ['CapsLock'] }));
    keyboard.down(press('KeyA', 'A', { mods: ['CapsLock'] }));
    t.same(sent(), ['+3a', '-3a', '+1e']);
  });

  t.test('synchronising releases keys on the host, so modifiers are pressed again', async (t) => {
    const { keyboard, all } = keyboardOn('linux');
    keyboard.down(press('ShiftLeft', 'Shift', { mods: ['Shift'] }));
    all();
    keyboard.down(press('KeyA', 'a', { mods: ['Shift', 'CapsLock'] }));
    t.same(all(), ['sync:c', '+2a', '+1e']);
  });
});

t.test('by character', async (t) => {
  const german = () => {
    const desk = keyboardOn('linux');
    desk.keyboard.mode = 'character';
    return desk;
  };

  t.test('letters travel as Unicode, with their release', async (t) => {
    const { keyboard, sent } = german();
    keyboard.down(press('BracketLeft', 'ü'));
    keyboard.up(press('BracketLeft', 'ü'));
    t.same(sent(), ["+'ü", "-'ü"]);
  });

  t.test('characters beyond the first plane are two units', async (t) => {
    const { keyboard, sent } = german();
    keyboard.down(press('KeyA', '𝒜'));
    keyboard.up(press('KeyA', '𝒜'));
    t.same(sent(), ["+'\ud835", "+'\udc9c", "-'\ud835", "-'\udc9c"]);
  });

  t.test('AltGr writes, and is itself kept from the host', async (t) => {
    const { keyboard, sent } = german();
    keyboard.down(press('AltRight', 'AltGraph', { mods: ['AltGraph'] }));
    keyboard.down(press('KeyE', '€', { mods: ['AltGraph'] }));
    keyboard.up(press('KeyE', '€', { mods: ['AltGraph'] }));
    keyboard.up(press('AltRight', 'AltGraph'));
    t.same(sent(), ["+'€", "-'€"]);
  });

  t.test('shortcuts are keys: Ctrl+Z of a German keyboard is Z of the host', async (t) => {
    const { keyboard, sent } = german();
    keyboard.down(press('ControlLeft', 'Control', { mods: ['Control'] }));
    keyboard.down(press('KeyY', 'z', { mods: ['Control'] }));
    keyboard.up(press('KeyY', 'z', { mods: ['Control'] }));
    t.same(sent(), ['+1d', '+2c', '-2c']);
  });

  t.test('named keys and the numeric pad keep their places', async (t) => {
    const { keyboard, sent } = german();
    keyboard.down(press('Enter', 'Enter'));
    keyboard.up(press('Enter', 'Enter'));
    keyboard.down(press('Numpad1', '1'));
    t.same(sent(), ['+1c', '-1c', '+4f']);
  });

  t.test('Option on a Mac writes', async (t) => {
    const { keyboard, sent } = keyboardOn('mac');
    keyboard.mode = 'character';
    keyboard.down(press('AltLeft', 'Alt', { mods: ['Alt'] }));
    keyboard.down(press('KeyL', '@', { mods: ['Alt'] }));
    keyboard.up(press('KeyL', '@', { mods: ['Alt'] }));
    t.same(sent(), ["+'@", "-'@"]);
  });
});

t.test('composed text', async (t) => {
  t.test('keys that an input method works on are left to it', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    t.equal(keyboard.down(press('KeyN', 'Process')), false);
    t.equal(keyboard.down(press('KeyI', 'i', { isComposing: true, keyCode: 229 })), false);
    t.equal(keyboard.up(press('KeyI', 'i')), false);
    keyboard.text('你好');
    t.same(sent(), ["+'你", "-'你", "+'好", "-'好"]);
  });

  t.test('line breaks and tabs are keys', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.text('a\n\tb');
    t.same(sent(), ["+'a", "-'a", '+1c', '-1c', '+0f', '-0f', "+'b", "-'b"]);
  });

  t.test('by position the host composes a dead key, and the text made here is ignored', async (t) => {
    const { keyboard, sent } = keyboardOn('mac');
    t.equal(keyboard.down(press('Equal', 'Dead', { keyCode: 229 })), true);
    keyboard.text('´');
    keyboard.up(press('Equal', 'Dead'));
    t.equal(keyboard.down(press('KeyE', 'é', { keyCode: 229, isComposing: true })), true);
    keyboard.text('é');
    keyboard.up(press('KeyE', 'é'));
    t.same(sent(), ['+0d', '-0d', '+12', '-12']);
    keyboard.down(press('KeyA', 'a'));
    keyboard.text('x');
    t.same(sent(), ['+1e', "+'x", "-'x"], 'text counts again afterwards');
  });

  t.test('by character the browser composes', async (t) => {
    const { keyboard, sent } = keyboardOn('linux');
    keyboard.mode = 'character';
    t.equal(keyboard.down(press('Equal', 'Dead')), false);
    keyboard.text('é');
    t.same(sent(), ["+'é", "-'é"]);
  });

  t.test('virtual keyboards name keys without places', async (t) => {
    const { keyboard, sent } = keyboardOn('android');
    t.equal(keyboard.down(press('', 'Unidentified', { keyCode: 229 })), false);
    t.equal(keyboard.down(press('', 'Backspace')), true);
    keyboard.up(press('', 'Backspace'));
    t.same(sent(), ['+0e', '-0e']);
  });
});

t.test('keys from the menu', async (t) => {
  const { keyboard, sent } = keyboardOn('linux');
  keyboard.chord(['ControlLeft', 'AltLeft', 'Delete']);
  t.same(sent(), ['+1d', '+38', '+e053', '-e053', '-38', '-1d']);
});

t.test('a place without scancode writes its character, or is left to the browser', async (t) => {
  const { keyboard, sent } = keyboardOn('linux');
  t.equal(keyboard.down(press('Unknown', 'ß')), true);
  t.equal(keyboard.down(press('BrightnessUp', 'BrightnessUp')), false);
  t.same(sent(), ["+'ß"]);
});
