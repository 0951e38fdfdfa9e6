;; Never ends; only the time limit stops it.
(module
  (func (export "run") (param $work i32) (param $len i32) (result i32)
    (loop $forever
      (br $forever))
    (unreachable)))
