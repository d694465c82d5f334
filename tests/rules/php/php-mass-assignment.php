<?php

class UserController
{
    public function update($request, $user)
    {
        // ruleid: php-mass-assignment
        $user->forceFill($request->all())->save();
        $fields = $request->except('_token');
        // ruleid: php-mass-assignment
        User::where('id', $user->id)->update($fields);
        // ruleid: php-mass-assignment
        DB::table('users')->insert($_POST);
        // ruleid: php-mass-assignment
        return User::forceCreate(request()->all());
    }

    public function permitted($request, $user)
    {
        // ok: php-mass-assignment
        $user->fill($request->validated())->save();
        // ok: php-mass-assignment
        $user->forceFill(['name' => $request->input('name')])->save();
        // ok: php-mass-assignment
        DB::table('users')->insert($request->only(['name', 'email']));
        // ok: php-mass-assignment
        User::where('id', $user->id)->update($request->safe()->toArray());
        // ok: php-mass-assignment
        logger()->info('form', $request->all());
        // ok: php-mass-assignment
        return User::create($request->all());
    }
}
