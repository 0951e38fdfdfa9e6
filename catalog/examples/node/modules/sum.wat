;; Adds up the numbers from 1 to `work`. Cheap, and needs no memory.
(module
  (global $result (export "result") (mut i64) (i64.const 0))
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $work)))
        (global.set $result
          (i64.add (global.get $result) (i64.extend_i32_u (local.get $work))))
        (local.set $work (i32.sub (local.get $work) (i32.const 1)))
        (br $next)))
    (i32.const 0)))
