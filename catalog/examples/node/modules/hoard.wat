;; Grows its memory until the sandbox stops it.
(module
  (memory (export "memory") 1)
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (loop $more
      (drop (memory.grow (i32.const 16)))
      (br $more))
    (unreachable)))
